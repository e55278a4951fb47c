"""Actions: what a user asks of a source. Devices are named by key (`events.DeviceChanged`), adapters as `hci0`."""

from pairtui.protocol.immutable import immutable
from pairtui.protocol.values import Secret


@immutable()
class Action:
    """Something the user asks for; its result comes back as `ActionFinished`."""


@immutable()
class StartDiscovery(Action):
    """Scan. `transport` is "auto", "le" or "bredr"."""

    adapter: str
    transport: str = "auto"


@immutable()
class StopDiscovery(Action):
    """Stop scanning."""

    adapter: str


@immutable()
class Pair(Action):
    """Pair; a device BlueZ does not know yet (or has just forgotten) is looked for first.

    A bond on `trial` is to be removed again (`Unpair`); where this program is killed first, its next start does so.
    """

    device: str
    trial: bool = False


@immutable()
class CancelPairing(Action):
    """Stop the pairing under way."""

    device: str


@immutable()
class Unpair(Action):
    """Remove the device and its bond from BlueZ (`Adapter1.RemoveDevice`)."""

    device: str


@immutable()
class RemoveAndPair(Action):
    """The remedy for a stale bond: remove the device, look for it again, pair."""

    device: str


@immutable()
class Connect(Action):
    """Connect (`Device1.Connect`)."""

    device: str


@immutable()
class Disconnect(Action):
    """Disconnect (`Device1.Disconnect`)."""

    device: str


@immutable()
class SetTrusted(Action):
    """Let the device connect and use services without asking, or not."""

    device: str
    value: bool


@immutable()
class SetBlocked(Action):
    """Refuse every connection of the device, or not."""

    device: str
    value: bool


@immutable()
class SetAlias(Action):
    """Give the device a name of your own; an empty one restores its own."""

    device: str
    alias: str


@immutable()
class SetPreferredBearer(Action):
    """Reach a device that has both transports over `bearer`: "le", "bredr", or "" for the one it was seen on last."""

    device: str
    bearer: str


@immutable()
class SetPowered(Action):
    """Switch the adapter."""

    adapter: str
    value: bool


@immutable()
class SetPairable(Action):
    """Let devices pair with this adapter; bonding needs it too."""

    adapter: str
    value: bool


@immutable()
class SetDiscoverable(Action):
    """Let others see the adapter."""

    adapter: str
    value: bool


@immutable()
class SetCapability(Action):
    """Register the agent again with this IO capability, as BlueZ writes it (`KeyboardDisplay`); "" for no agent."""

    capability: str


@immutable()
class RequireLevel(Action):
    """Bring the link of the device to at least this level of LE security mode 1 (1 to 4), pairing where that needs it.

    On Linux an ATT-channel socket with `BT_SECURITY` (doc/l2cap-protocol.rst of BlueZ).
    """

    device: str
    level: int


@immutable()
class Verify(Action):
    """Find out whether the bond works: disconnect, connect, encrypt with the stored key, read what is protected.

    `bearer` is the transport, "le" or "bredr", whose key is used; "" for the one that BlueZ reaches the device over.
    """

    device: str
    bearer: str = ""


@immutable()
class SetPolicy(Action):
    """Set one of the adapter's pairing settings (`SETTINGS`) for this session; `RestorePolicy` puts it back."""

    adapter: str
    setting: str
    value: int


@immutable()
class RestorePolicy(Action):
    """Put back every setting of the adapter that was changed for this session."""

    adapter: str


@immutable()
class Advertise(Action):
    """Be a connectable peripheral, so that a phone can pair with this gateway, or stop."""

    adapter: str
    value: bool


@immutable()
class Operate(Action):
    """Work a control of a virtual peripheral (`Device.controls`), such as its pairing button."""

    device: str
    control: str


@immutable()
class AnswerPrompt(Action):
    """The user's answer: True or False, a passkey (0–999999) or a PIN as `Secret`; None rejects."""

    prompt: int
    answer: "bool | Secret[int] | Secret[str] | None"


@immutable()
class SetPinned(Action):
    """Keep an attempt of the history for ever, or not; `attempt` is its key."""

    attempt: str
    value: bool


@immutable()
class SaveCapture(Action):
    """Save what went over the air so far, redacted."""


@immutable()
class Export(Action):
    """Write a support bundle; `picture` is the screen as an SVG document."""

    picture: str


@immutable()
class Playback(Action):
    """Something asked of the recording that is played."""


@immutable()
class PlayOrPause(Playback):
    """Stop playing, or go on; at the end, play it again."""


@immutable()
class StepRecord(Playback):
    """Pause, and let one record more happen."""


@immutable()
class SetSpeed(Playback):
    """Play `factor` times as fast as now."""

    factor: float


@immutable()
class Seek(Playback):
    """Go so many seconds of the recording forth, or back where it is negative."""

    seconds: float


@immutable()
class SeekAttempt(Playback):
    """Go on to where the next attempt begins, and pause there."""


HOST_ACTIONS: frozenset[type[Action]] = frozenset(
    {
        StartDiscovery,
        StopDiscovery,
        Pair,
        CancelPairing,
        Unpair,
        RemoveAndPair,
        Connect,
        Disconnect,
        SetTrusted,
        SetBlocked,
        SetAlias,
        SetPreferredBearer,
        SetPowered,
        SetPairable,
        SetDiscoverable,
        SetCapability,
        Advertise,
        AnswerPrompt,
        RequireLevel,
        Verify,
    }
)
"""What the Bluetooth host of a gateway carries out: BlueZ, or the lab in its place."""

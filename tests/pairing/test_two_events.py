"""What two events of a gateway come to, with the rows and the log that the console shows, in `two_events.txt`."""

from dataclasses import fields
from pathlib import Path

from pairtui.pairing import actions
from pairtui.pairing.events import (
    ActionFinished,
    ActionStarted,
    AdapterChanged,
    AdapterRemoved,
    AgentChanged,
    DeviceChanged,
    DeviceRemoved,
    Link,
    Logged,
    PromptClosed,
    PromptKind,
    PromptRaised,
    Restarted,
    SourceChanged,
    SourceState,
    Traced,
)
from pairtui.pairing.model import Model
from pairtui.protocol.messages import hci, mgmt, smp
from pairtui.protocol.record import Direction, LogLine
from pairtui.protocol.values import Secret
from tests.pairing.every_two import compared, shown

SCALE, LAMP = "/org/bluez/hci0/dev_C0_11_22_33_44_55", "/org/bluez/hci0/dev_00_66_77_88_99_AA"
ADDRESS = "C0:11:22:33:44:55"
FOUND = {"adapter": "hci0", "address": ADDRESS, "address_type": "random"}
LINK = Link("hci0", 64, ADDRESS, "random", "le", "central")
KEY = Secret(bytes(range(16)))
PAIR, ERROR = actions.Pair(SCALE), "org.bluez.Error."


def asked(number, kind, **more):
    return lambda at: PromptRaised(at=at, prompt=number, kind=kind, device=SCALE, **more)


def seen(message, link=LINK, direction=Direction.RECEIVED, **more):
    return lambda at: Traced(at=at, message=message, direction=direction, link=link, adapter="hci0", record=7, **more)


def begun(action, source="bluez"):
    return lambda at: ActionStarted(at=at, action=action, source=source)


def ended(action, error=None, text="", source="bluez"):
    return lambda at: ActionFinished(at=at, action=action, source=source, error=error, text=text)


def device(key=SCALE, **changes):
    return lambda at: DeviceChanged(at=at, device=key, changes=changes)


def adapter(**changes):
    return lambda at: AdapterChanged(at=at, adapter="hci0", changes=changes)


EVENTS = {
    "found": device(**FOUND, rssi=-60, name="Scale", modalias="usb:v1", firmware="1", uuids=("180d",), manufacturer=5),
    "heard": device(rssi=-50),
    "another found": device(LAMP, adapter="hci0", address="00:66:77:88:99:AA", address_type="public"),
    "renamed": device(name="Balance"),
    "is paired": device(paired=True, bonded=True),
    "is paired no more": device(paired=False, bonded=False),
    "has level 3": device(level=3, key_type="P-256", key_size=16),
    "unheard": lambda at: DeviceRemoved(at=at, device=SCALE),
    "on": adapter(powered=True, pairable=True),
    "off": adapter(powered=False),
    "policy": adapter(policy={"secure-connections": 2}),
    "removed": lambda at: AdapterRemoved(at=at, adapter="hci0"),
    "removed with BlueZ": lambda at: AdapterRemoved(at=at, adapter="hci0", with_bluez=True),
    "pairs": begun(PAIR),
    "pairs in the lab": begun(PAIR, "lab"),
    "pairs what is not found": begun(actions.Pair(f"hci0/{ADDRESS.lower()}")),
    "pairs anew": begun(actions.RemoveAndPair(SCALE)),
    "pairs at a level": begun(actions.RequireLevel(SCALE, 3)),
    "connects": begun(actions.Connect(SCALE)),
    "scans": ended(actions.StartDiscovery("hci0")),
    "scans no more": ended(actions.StopDiscovery("hci0")),
    "paired": ended(PAIR),
    "refused": ended(PAIR, f"{ERROR}AuthenticationRejected", "Rejected"),
    "failed": ended(PAIR, f"{ERROR}Failed", "le-connection-abort-by-local"),
    "exists": ended(PAIR, f"{ERROR}AlreadyExists"),
    "failed in the lab": ended(PAIR, "pairtui.Error.Failed", "", "lab"),
    "reached the level": ended(actions.RequireLevel(SCALE, 3)),
    "connected": ended(actions.Connect(SCALE)),
    "not connected": ended(actions.Connect(SCALE), f"{ERROR}NotReady"),
    "unpaired": ended(actions.Unpair(SCALE)),
    "has no agent": ended(actions.SetCapability("")),
    "plays": ended(actions.Seek(3.0)),
    "told": ended(actions.SaveCapture(), text="saved"),
    "asks": asked(1, PromptKind.CONFIRM, passkey=Secret(123456)),
    "shows": asked(2, PromptKind.SHOW_PASSKEY, passkey=Secret(123456), entered=0),
    "shows a digit": asked(2, PromptKind.SHOW_PASSKEY, passkey=Secret(123456), entered=1),
    "answered": lambda at: PromptClosed(at=at, prompt=1, why="answered"),
    "rejected": lambda at: PromptClosed(at=at, prompt=1, why="rejected"),
    "agent": lambda at: AgentChanged(at=at, owner=":1.7", pid=7, command="bluetoothctl"),
    "agent perhaps": lambda at: AgentChanged(at=at, owner=":1.7", pid=7, command="bluetoothctl", certain=False),
    "our agent": lambda at: AgentChanged(at=at, owner=":1.1", ours=True),
    "up": lambda at: SourceChanged(at=at, source="bluez", state=SourceState.UP, detail="BlueZ 5.66"),
    "down": lambda at: SourceChanged(at=at, source="bluez", state=SourceState.DOWN, why="it ended", remedy="start it"),
    "replays": lambda at: SourceChanged(at=at, source="replay", state=SourceState.UP, detail="Linux 6.1.0"),
    "restarted": lambda at: Restarted(at=at),
    "logged": lambda at: Logged(at=at, source="hub", text="late", level="warning"),
    "has a link": seen(hci.LeConnectionComplete(0, 64, 0, 1, ADDRESS, 24, 0, 42)),
    "link fails": seen(smp.PairingFailed(5)),
    "link lost": seen(hci.DisconnectionComplete(0, 64, 8)),
    "encrypted": seen(hci.EncryptionChange(0, 64, 1)),
    "key stored": seen(mgmt.NewLongTermKey(1, ADDRESS, 2, 1, 1, 16, 0, 0, KEY), None),
    "kernel gives up": seen(mgmt.AuthenticationFailed(ADDRESS, 2, 5), Link("hci0", None, ADDRESS, "random")),
    "somebody sets": seen(mgmt.SetPowered(0), None, Direction.HOST, program="btmgmt"),
    "an error of the kernel": seen(LogLine("kernel", "Bluetooth: hci0: command 0x0405 tx timeout", 3), None),
    "a line": seen(LogLine("bluetoothd", "Endpoint registered", 6), None),
}
FIRSTS = {
    **{name: (name,) for name in (
        "found", "on", "pairs", "pairs what is not found", "refused", "failed", "asks", "agent", "has a link",
        "replays",
    )},
    "all found": ("found", "another found", "on"),
    "paired with": ("found", "pairs", "paired"),
    "pairing": ("found", "on", "pairs"),
    "pairing anew": ("found", "pairs anew"),
    "pairing at a level": ("found", "has level 3", "pairs at a level"),
    "pairing in the lab": ("found", "pairs in the lab"),
    "connecting": ("found", "connects"),
    "asked": ("found", "pairs", "asks"),
    "seen first": ("found", "has a link", "link fails"),
    "failed over a link": ("found", "pairs", "has a link", "link fails"),
    "paired and encrypted": ("replays", "has a link", "pairs", "encrypted", "paired"),
}  # fmt: skip


def rows(*every):
    for one in every:
        values = ((field.name, getattr(one, field.name), field.default) for field in fields(one))
        for name, value, default in values:
            if value != default and value and name != "key":
                yield f"{getattr(one, 'key', '')[-2:]} {name} {value}".strip()


def come_to(names):
    first, *seconds = names
    model = Model()
    for number, name in enumerate((*FIRSTS[first], *seconds)):
        model.apply(EVENTS[name](100.0 + number))
    told = [*shown(model), *rows(*model.adapters.values(), *model.devices.values(), *model.prompts.values())]
    told += [*rows(*model.sources.values(), *([model.agent] if model.agent else ()), model.revisions)]
    told += [f"“{entry.at} {entry.source} {entry.level}: {entry.text}”" for entry in model.log]
    model.finish()
    return [*told, *(f"at the end {part}" for part in shown(model)), f"agent {model.around.agent!r}"]


test_what_two_events_come_to = compared(Path(__file__).with_name("two_events.txt"), FIRSTS, EVENTS, come_to)

"""The experiments as data: what each changes, asks of the person, takes, and the causes with which it would pair."""

from pairtui.protocol.immutable import immutable
from pairtui.protocol.io_capability import IoCapability


@immutable()
class Experiment:
    """One pairing under a changed condition.

    `settings` are the adapter's (`settings.SETTINGS`) with their values, `capability` the agent's where it is another.
    `hand` is what a person does first, with `hand_seconds` to do it; `control` does it on a virtual peripheral.
    `transport`: over the other one, of a device that has both. `pause` is how many seconds the device is left alone
    first. `seconds` is how long the pairing takes. With a cause in `passes` the device pairs, with one in `helps` it
    does in some devices, else it fails as before.
    """

    id: str
    title: str
    passes: frozenset[str]
    helps: frozenset[str] = frozenset()
    settings: tuple[tuple[str, int], ...] = ()
    capability: str = ""
    hand: str = ""
    hand_seconds: int = 0
    control: str = ""
    pause: int = 0
    transport: bool = False
    seconds: int = 10

    @property
    def duration(self) -> int:
        """How many seconds it takes in all."""
        return self.seconds + self.hand_seconds + self.pause


EXPERIMENTS = (
    Experiment(
        "secure-connections",
        "Allow Secure Connections and legacy pairing",
        frozenset({"sc-only-refused-legacy", "peer-requires-authentication", "encryption-below-level"}),
        settings=(("secure-connections", 1),),
    ),
    Experiment(
        "legacy",
        "Pair with legacy pairing only",
        frozenset({"dhkey-mismatch", "kernel-crypto-missing"}),
        helps=frozenset({"peer-rejects-parameters"}),
        settings=(("secure-connections", 0),),
    ),
    Experiment(
        "keyboard-display",
        "Offer KeyboardDisplay",
        frozenset({"no-agent", "peer-requires-authentication", "mitm-unachievable"}),
        capability=IoCapability.KEYBOARD_DISPLAY.label,
    ),
    Experiment(
        "just-works",
        "Offer NoInputNoOutput: nobody compares or types",
        frozenset({"wrong-passkey", "peer-user-rejected", "agent-rejected", "prompt-timeout"}),
        helps=frozenset({"numbers-differ"}),
        capability=IoCapability.NO_INPUT_NO_OUTPUT.label,
    ),
    Experiment(
        "short-keys",
        "Accept keys from 7 octets on, and offer 16",
        frozenset({"key-size"}),
        settings=(("min-key-size", 7), ("max-key-size", 16)),
    ),
    Experiment(
        "encryption-key-only",
        "Give the peer no key but EncKey",
        frozenset(),
        helps=frozenset({"peer-key-distribution"}),
        settings=(("initiator-keys", 1),),
    ),
    Experiment(
        "other-transport",
        "Pair over the other transport",
        frozenset({"cross-transport"}),
        helps=frozenset({"connect-failed", "peer-rejects-parameters"}),
        transport=True,
    ),
    Experiment(
        "pairing-mode",
        "Pair while the device is in pairing mode",
        frozenset({"peer-not-in-pairing-mode", "connect-failed"}),
        hand="Put the device in pairing mode (its own button or menu)",
        hand_seconds=30,
        control="turn on pairing mode",
    ),
    Experiment(
        "power",
        "Pair with fresh power, near the gateway",
        frozenset({"link-lost", "connect-failed"}),
        hand="Put in a fresh battery or the charger, and bring the device near",
        hand_seconds=60,
        control="turn on the charger",
    ),
    Experiment(
        "restart",
        "Pair after the device was restarted",
        frozenset({"smp-timeout", "controller-timeout"}),
        hand="Restart the device: off and on, or its battery out and in",
        hand_seconds=60,
        control="turn on a restart",
    ),
    Experiment(
        "other-host",
        "Pair while no other host has the device",
        frozenset({"peer-busy", "peer-bonded-elsewhere"}),
        hand="Disconnect the device from every phone and computer",
        hand_seconds=60,
        control="turn off the other phone",
    ),
    Experiment(
        "typed-with-care",
        "Pair while the digits are typed with care",
        frozenset({"wrong-passkey", "wrong-pin"}),
        hand="Be ready to type exactly the digits shown, leading zeros too",
        hand_seconds=15,
        control="turn off a typing mistake",
    ),
    Experiment(
        "wait",
        "Pair after a pause",
        frozenset({"peer-rate-limit"}),
        pause=300,
    ),
    Experiment(
        "phy",
        "Pair while the device keeps its PHY",
        frozenset({"phy-update-collision"}),
        hand="Switch the automatic PHY update of the device off",
        hand_seconds=120,
        control="turn off the automatic PHY update",
    ),
)
"""None of them removes a bond that was there, or ends the link of another device."""

OF_A_BOND = frozenset({"kernel-repair-dhkey"})
"""Causes of which a pairing without a bond is free."""

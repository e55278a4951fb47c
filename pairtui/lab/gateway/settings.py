"""How the gateway pairs: its agent's capability, and the settings of `SETTINGS` that it holds itself."""

from collections.abc import Mapping

from bumble.pairing import PairingDelegate

from pairtui.knowledge.settings import RANDOM_PASSKEY, SETTINGS
from pairtui.protocol.messages.smp import IO_BY_LABEL, IoCapability, KeyDist
from pairtui.sources.errors import DBUS_INVALID_ARGS, ActionError

DEFAULTS: Mapping[str, int] = {
    "secure-connections": 1,
    "ssp": 1,
    "bondable": 1,
    "privacy": 0,
    "min-key-size": 7,
    "max-key-size": 16,
    "mitm": 2,
    "keypress": 1,
    "ct2": 0,
    "initiator-keys": int(KeyDist.ENC_KEY | KeyDist.SIGN),
    "responder-keys": int(KeyDist.ENC_KEY | KeyDist.ID_KEY | KeyDist.SIGN),
    "oob": 0,
    "identity-address": 0,
    "passkey": RANDOM_PASSKEY,
}
"""What Linux does, where Linux has the setting."""

SC_ONLY = 2


class PairingSettings:
    """The settings now; `before` has what those were that this session changed."""

    def __init__(self, capability: str) -> None:
        self.capability = capability
        self.values = dict(DEFAULTS)
        self.before: dict[str, int] = {}

    def set(self, name: str, value: int) -> None:
        """Change one. Raises ActionError where there is no such setting here, or no such value of it."""
        if name not in self.values:
            raise ActionError(DBUS_INVALID_ARGS, f"{name} cannot be set on this gateway")
        allowed = dict(SETTINGS[name].values)
        if value not in allowed and not (name == "passkey" and 0 <= value <= 999_999):
            raise ActionError(
                DBUS_INVALID_ARGS, f"{SETTINGS[name].label} can be {', '.join(allowed.values())}, not {value}"
            )
        self.before.setdefault(name, self.values[name])
        self.values[name] = value
        if self.before[name] == value:
            del self.before[name]

    def restore(self) -> None:
        """Put back all that was changed."""
        self.values.update(self.before)
        self.before.clear()

    def __getitem__(self, name: str) -> int:
        return self.values[name]

    @property
    def io(self) -> IoCapability:
        """What the agent can do; without an agent nothing."""
        return IO_BY_LABEL.get(self.capability, IoCapability.NO_INPUT_NO_OUTPUT)

    def mitm(self, level: int) -> bool:
        """Whether to ask for an authenticated key, where a level is wanted."""
        auto = self.io is not IoCapability.NO_INPUT_NO_OUTPUT
        return level > 2 or (auto, True, False)[(2, 1, 0).index(self["mitm"])]

    def mitm_answered(self, asked: bool, level: int) -> bool:
        """Whether to answer a peer that begins with MITM: as it `asked`, or where a level is wanted."""
        return level > 2 or (asked, True, False)[(2, 1, 0).index(self["mitm"])]

    @property
    def initiator_keys(self) -> int:
        """What the initiator may distribute; behind a private address the identity key is needed."""
        return self["initiator-keys"] | (int(KeyDist.ID_KEY) if self["privacy"] else 0)

    def offer(self, delegate: PairingDelegate) -> None:
        """Put into `delegate` what Bumble takes from there."""
        delegate.io_capability = PairingDelegate.IoCapability(self.io)
        delegate.local_initiator_key_distribution = self.initiator_keys
        delegate.local_responder_key_distribution = self["responder-keys"]
        delegate.maximum_encryption_key_size = self["max-key-size"]

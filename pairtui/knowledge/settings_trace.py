"""Which of an adapter's settings a traced management command sets."""

from pairtui.knowledge.settings import SETTINGS
from pairtui.protocol.messages import mgmt

_SETS: dict[type, str] = {
    mgmt.SetSecureConnections: "secure-connections",
    mgmt.SetSsp: "ssp",
    mgmt.SetBondable: "bondable",
    mgmt.SetLowEnergy: "le",
    mgmt.SetBredr: "bredr",
    mgmt.SetPrivacy: "privacy",
    mgmt.SetConnectable: "connectable",
    mgmt.SetDiscoverable: "discoverable",
}


def set_by(message: object) -> str:
    """`Secure Connections to only`, or "" for every other message."""
    name = _SETS.get(type(message))
    if name is None:
        return ""
    setting = SETTINGS[name]
    return f"{setting.label} to {setting.word(getattr(message, 'value', -1))}"

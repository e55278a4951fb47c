"""Why an adapter's setting was not made, and what to do: the kernel's refusals in words."""

from collections.abc import Mapping

from pairtui.knowledge.settings import SETTINGS

NOT_SUPPORTED, NO_SUCH_ADAPTER, PERMISSION_DENIED = 0x0C, 0x11, 0x14

NEEDS_PRIVILEGE = "the kernel lets only programs with CAP_NET_ADMIN change an adapter"

_REMEDIES = {
    0x0A: "wait a moment and set it again",
    0x0C: "use another adapter for this",
    0x0D: "choose another value",
    0x0F: "switch the adapter on first",
    0x11: "plug it in again, or choose another adapter",
    0x12: "run: sudo rfkill unblock bluetooth",
}

_REJECTED = {
    "ssp": ("BR/EDR is off, and Secure Simple Pairing belongs to it", "switch BR/EDR on first"),
    "le": ("BR/EDR is off, and one of the two must stay on", "switch BR/EDR on first"),
    "bredr": ("Low Energy is off, and one of the two must stay on", "switch Low Energy on first"),
    "secure-connections": ("Secure Simple Pairing is off", "switch Secure Simple Pairing on first"),
    "discoverable": ("the adapter is not connectable", "switch Connectable on first"),
    "privacy": ("it can be changed only while the adapter is off", "switch the adapter off first"),
}
_NOT_POSSIBLE = "the kernel rejects it in the adapter's present state"


def refusal(setting: str, status: int, permission: str) -> str:
    """One sentence on why the kernel answered with this MGMT status when `setting` was to be set, with the remedy.

    `permission` is what gives this user the right to set it.
    """
    label = SETTINGS[setting].label if setting in SETTINGS else setting
    why, remedy = _why(setting, status)
    if status == PERMISSION_DENIED:
        remedy = permission
    return f"{label} was not set: {why}" + (f"; {remedy}" if remedy else "")


def _why(setting: str, status: int) -> tuple[str, str]:
    match status:
        case 0x14:
            return f"permission denied (0x14): {NEEDS_PRIVILEGE}", ""
        case 0x0B:
            why, remedy = _REJECTED.get(setting, (_NOT_POSSIBLE, ""))
            return f"rejected (0x0B): {why}", remedy
        case 0x0A:
            return "busy (0x0A): the kernel is carrying out another change", _REMEDIES[0x0A]
        case 0x0C:
            return "not supported (0x0C): this controller cannot do it", _REMEDIES[0x0C]
        case 0x0D:
            return "invalid parameters (0x0D): this kernel does not take the value", _REMEDIES[0x0D]
        case 0x11:
            return "the adapter is gone (0x11)", _REMEDIES[0x11]
    known = _OTHERS.get(status, "")
    return f"the kernel answered {known + ' ' if known else ''}(0x{status:02X})", _REMEDIES.get(status, "")


_OTHERS: Mapping[int, str] = {
    0x01: "unknown command: it is too old for this",
    0x03: "failed",
    0x07: "no resources",
    0x08: "timeout",
    0x0F: "not powered",
    0x12: "blocked by rfkill",
}

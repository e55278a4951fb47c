"""What the words of a log mean in numbers, for where the number itself was lost."""

from pairtui.protocol.messages import hci, mgmt
from pairtui.protocol.messages.error_names import HCI_ERRORS, MGMT_STATUSES, SMP_REASONS
from pairtui.protocol.messages.smp import IO_BY_LABEL


def _numbers(names: dict[int, str]) -> dict[str, int]:
    """By each name that an error has: the standard's has those of BR/EDR and of LE, with a slash between them."""
    each = ((part.lower(), number) for number, name in names.items() for part in (name, *name.split(" / ")))
    return {name: number for name, number in each if name != "reserved"}


HCI_STATUS = _numbers(HCI_ERRORS)

SMP_REASON = _numbers(SMP_REASONS) | {"bd_edr pairing in progress": 0x0D, "cross-transport key": 0x0E}
"""Two of them as older versions of btmon write them."""

MGMT_STATUS = _numbers(MGMT_STATUSES)

MGMT_DISCONNECT = {
    "unspecified": 0,
    "connection timeout": 1,
    "connection terminated by local host for suspend": 5,
    "connection terminated by local host": 2,
    "connection terminated by remote host": 3,
    "connection terminated due to authentication failure": 4,
}

ATT_ERROR = {
    "invalid handle": 0x01,
    "read not permitted": 0x02,
    "write not permitted": 0x03,
    "insufficient authentication": 0x05,
    "request not supported": 0x06,
    "insufficient authorization": 0x08,
    "insufficient encryption key size": 0x0C,
    "insufficient encryption": 0x0F,
}

IO_CAPABILITY = {label.lower(): int(io) for label, io in IO_BY_LABEL.items()}

OOB = {"authentication data not present": 0, "authentication data from remote device present": 1}

ENCRYPTION = {"disabled": 0, "enabled with aes-ccm": 1, "enabled with e0": 1, "enabled": 1}

ROLE = {"master": 0, "central": 0, "slave": 1, "peripheral": 1}

ADDRESS_TYPE = {"public": 0, "random": 1, "resolved public": 2, "resolved random": 3}

LINK_TYPE = {"sco": 0, "acl": 1, "esco": 2}

SWITCH = {"disabled": 0, "enabled": 1, "no": 0, "yes": 1, "off": 0, "on": 1}

KEY_DIST_BITS = {"enckey": 1, "idkey": 2, "sign": 4, "linkkey": 8}

EVENTS = {event.NAME: code for code, event in hci.events.by_code.items()} | {
    "Connect Complete": 0x03,
    "Connect Request": 0x04,
    "Disconn Complete": 0x05,
    "Disconnect Complete": 0x05,
    "Auth Complete": 0x06,
    "Remote Name Req Complete": 0x07,
    "Encrypt Change": 0x08,
    "Read Remote Version": 0x0C,
    "Number of Completed Packets": 0x13,
    "LE Meta Event": 0x3E,
}
"""HCI's events by their names, and as other programs call them."""

COMMANDS = {command.NAME: code for code, command in hci.commands.by_code.items()} | {
    "User Confirmation Request Neg Reply": 0x042D,
    "LE Start Encryption": 0x2019,
    "LE Long Term Key Request Neg Reply": 0x201B,
}
"""HCI's commands by their names, and as other programs call them."""

_MGMT = {event: {getattr(kind, "NAME", ""): code for code, kind in table.by_code.items()}
         for event, table in ((True, mgmt.events), (False, mgmt.commands))}  # fmt: skip

NAMES = frozenset({*EVENTS, *COMMANDS, *_MGMT[True], *_MGMT[False]})
"""All that a header may be called."""


_LEAST_CUT = 6
"""Letters that must be left of a name that was cut for it to be recognized."""


def meant(value: str, words: dict[str, int]) -> int | None:
    """The number of the longest name that `value` starts with, letters of either case; None for no name.

    A line may have been cut within the name: what leaves one choice is meant.
    """
    value = " ".join(value.lower().split())
    found = [word for word in words if value.startswith(word)]
    if found:
        return words[max(found, key=len)]
    cut = {number for word, number in words.items() if word.startswith(value)} if len(value) >= _LEAST_CUT else set()
    return cut.pop() if len(cut) == 1 else None


def named(name: str, codes: dict[str, int]) -> int | None:
    """The code of a header's name: the whole name, or one cut with dots where its beginning leaves one choice.

    A later version of a message is no choice: who writes it writes `V2`.
    """
    name = " ".join(name.split())
    start = name.rstrip(". …")
    if start == name:
        return codes.get(name)
    found = {code for full, code in codes.items() if full.startswith(start) and not full.lower().endswith(" v2")}
    return found.pop() if len(found) == 1 else None


def mgmt_code(name: str, event: bool) -> int | None:
    """The code of a MGMT event or command by its name."""
    return named(name, _MGMT[event])


def auth_req(value: str) -> int | None:
    """The authentication requirements in the words of any btmon: `Bonding - MITM`, `Bonding, No MITM, SC, …`."""
    words = " ".join(value.lower().split())
    if not words.startswith(("bonding", "no bonding")):
        return None
    bits = 0 if words.startswith("no bonding") else 1
    rest = words.split("bonding", 1)[1]
    bits |= 0x04 if "mitm" in rest.replace("no mitm", "") else 0
    bits |= 0x08 if ", sc" in rest else 0
    bits |= 0x10 if "keypresses" in rest.replace("no keypresses", "") else 0
    return bits | (0x20 if "ct2" in rest else 0)


def key_dist(value: str) -> int:
    """The keys named in the words `EncKey IdKey Sign LinkKey`."""
    return sum(bit for word, bit in KEY_DIST_BITS.items() if word in value.lower().split())

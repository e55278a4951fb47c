"""Finds the codes in what somebody types or pastes: `smp 8`, `0x06`, error names, log lines whole."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pairtui.knowledge.causes import CAUSES
from pairtui.knowledge.codes import SPACES, Code, lookup

LONGEST = 4096
"""Characters of input that are looked at."""

_SPACE_WORDS = {
    "smp": ("smp",),
    "hci": ("hci",),
    "ll": ("ll",),
    "lmp": ("hci",),
    "mgmt": ("mgmt",),
    "mgmt-disc": ("mgmt-disc",),
    "att": ("att",),
    "gatt": ("att",),
    "l2cap": ("l2cap", "l2cap-le"),
    "l2cap-le": ("l2cap-le",),
    "zephyr": ("zephyr",),
    "nordic": ("nordic",),
    "softdevice": ("nordic",),
    "windows": ("windows",),
}

_NUMBER = r"(0[xX][0-9a-fA-F]{1,4}|\d{1,5})(?![0-9a-zA-Z])"
_SPACED = re.compile(
    rf"\b({'|'.join(sorted(_SPACE_WORDS, key=len, reverse=True))})"
    rf"(?:[ :]+(?:reason|error|err|status|code|result))?[ :=]+{_NUMBER}",
    re.IGNORECASE,
)

_LINES: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), spaces)
    for pattern, spaces in (
        (rf"pairing failed \(peer reason {_NUMBER}", ("smp",)),
        (rf"bt_smp: reason {_NUMBER}", ("smp",)),
        (rf"BT_SECURITY_ERR_[A-Z_]+ ?\({_NUMBER}\)", ("zephyr",)),
        (rf"\breason:? {_NUMBER} ?\(?BT_SECURITY_ERR_", ("zephyr",)),
        (rf"security(?: |_changed )(?:failed|changed).*?\berr(?:or)?[ :=]+{_NUMBER}", ("zephyr",)),
        (rf"\b(?:auth|connect) failed (?:with |\()status {_NUMBER}", ("mgmt",)),
        (rf"\bfailed\. status {_NUMBER}", ("mgmt",)),
        (
            rf"\b(?:bonding_attempt_complete|device_bonding_complete|device_bonding_failed)\b.*?\bstatus {_NUMBER}",
            ("mgmt",),
        ),
        (rf"\bdev_disconnected\b.*?\breason {_NUMBER}", ("mgmt-disc",)),
        (rf"\btype (?:BR/EDR|LE \w+) disconnected with reason {_NUMBER}", ("mgmt-disc",)),
        (rf"pairing failed.*?\b(?:err|sec_err|security err)[ :=]+{_NUMBER}", ("zephyr",)),
        (rf"pairing failed conn.*?\breason:? {_NUMBER}", ("zephyr",)),
        (rf"pairing failed.*?\breason(?:: [^()]*\(|:? ){_NUMBER}", ("smp",)),
        (rf"disconnect(?:ed|ion)?\b.*?\breason(?:: [^()]*\(|:? ?){_NUMBER}", ("hci",)),
        (rf"\bauth(?:entication)?[ _]?status\b.*?{_NUMBER}", ("nordic",)),
        (rf"\bpair_device_complete\(\).*?\({_NUMBER}\)", ("mgmt",)),
        (rf"pair device failed.*?\({_NUMBER}\)", ("mgmt",)),
        (rf"\bError: [A-Z][^()]*\({_NUMBER}\)", ("att",)),
        (rf"\bResult: Connection refused[^()]*\({_NUMBER}\)", ("l2cap", "l2cap-le")),
        (rf"\bReason: [A-Z][^()]*\({_NUMBER}\)", ("smp", "hci", "mgmt-disc")),
        (rf"\bStatus: [A-Z][^()]*\({_NUMBER}\)", ("hci", "mgmt")),
    )
)
"""Lines as btmon, hcidump, bluetoothd, Zephyr and SoftDevice applications write them, with the spaces they mean."""

_PHRASES: dict[str, str] = {
    "no agent available": "no-agent",
    "device_confirm_passkey: operation not permitted": "no-agent",
    "authentication attempt without agent": "no-agent",
    "timed out waiting for reply from agent": "prompt-timeout",
    "authentication already requested": "two-stacks",
    "unexpected smp command": "peer-key-distribution",
    "ltk blocked": "blocked-key",
    "identity key blocked": "blocked-key",
    "confirmation values mismatch": "confirm-mismatch",
    "refusing legacy fallback": "sc-only-refused-legacy",
    "public keys are identical": "dhkey-mismatch",
    "no link key found to generate ltk": "cross-transport",
    "failed to load link keys": "local-bond-missing",
    "failed to load long term keys": "local-bond-missing",
    "invalid ltk for": "local-bond-missing",
    "rejected connection from !bonded": "l2cap-before-encryption",
    "unable to create cmac": "kernel-crypto-missing",
    "unable to create ecdh": "kernel-crypto-missing",
    "tx timeout": "controller-timeout",
    "frame reassembly failed": "controller-timeout",
    "no more profiles to connect to": "profile-unavailable",
    "requested transport is not enabled": "adapter-unavailable",
}
"""What bluetoothd and the kernel log, and what it tells by itself."""

_BARE = re.compile(rf"^{_NUMBER}$")
_DBUS_NAME = re.compile(
    r"\b(org\.(?:bluez|freedesktop)\.[A-Za-z.]+[A-Za-z]|(?:br|le)-connection-[a-z-]+[a-z]|[A-Z][A-Za-z.]+)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """What the words name: codes, in the order in which they stand, and causes."""

    codes: tuple[Code, ...]
    causes: tuple[str, ...]


def find(words: Iterable[str]) -> Found:
    """The codes and causes that `words` name exactly. Several words may be one line, or several codes."""
    words = [word.strip() for word in words if word.strip()]
    text = " ".join(words)[:LONGEST]
    codes = dict.fromkeys(_spaced(text))
    if not codes:
        codes.update(dict.fromkeys(_lines(text)))
    codes.update(dict.fromkeys(_named(words, text)))
    if not codes:
        codes.update(dict.fromkeys(_bare(text)))
    lowered = text.lower()
    causes = [word for word in lowered.split() if word in CAUSES]
    causes += [cause for phrase, cause in _PHRASES.items() if phrase in lowered]
    return Found(tuple(codes), tuple(dict.fromkeys(causes)))


def _number(text: str) -> int:
    return int(text, 16) if text[:2].lower() == "0x" else int(text)


def _spaced(text: str) -> Iterator[Code]:
    for match in _SPACED.finditer(text):
        for space in _SPACE_WORDS[match[1].lower()]:
            code = lookup(space, _number(match[2]))
            if code:
                yield code


def _lines(text: str) -> Iterator[Code]:
    """The first pattern that fits a number says what it is; a later one cannot claim the same number."""
    taken: set[tuple[int, int]] = set()
    for pattern, spaces in _LINES:
        for match in pattern.finditer(text):
            if match.span(1) in taken:
                continue
            known = [code for code in (lookup(space, _number(match[1])) for space in spaces) if code]
            fitting = [code for code in known if code.name.casefold() in match[0].casefold()] or known
            if fitting:
                taken.add(match.span(1))
                yield from fitting


def _named(words: list[str], text: str) -> Iterator[Code]:
    """Errors by name: D-Bus names anywhere, standard names of other spaces where they are all that was given."""
    for match in _DBUS_NAME.finditer(text):
        code = lookup("dbus", match[1].rstrip("."))
        if code and not (code.name in {"Failed", "Busy", "Blocked", "Rejected", "Canceled"} and len(text.split()) > 1):
            yield code
    whole = text.casefold()
    names = set(text.split())
    for space, table in SPACES.items():
        if space in ("dbus", "ll"):
            continue
        yield from (code for code in table.values() if code.name.casefold() == whole or code.name in names & _SYMBOLS)


def _bare(text: str) -> Iterator[Code]:
    """Numbers alone: every space that has them."""
    matches = [_BARE.match(word) for word in text.split()]
    for match in matches if all(matches) else ():
        codes = (lookup(space, _number(match[1])) for space in SPACES if space not in _NOT_BARE if match)
        yield from (code for code in codes if code)


_NOT_BARE = ("dbus", "ll", "windows")
"""Spaces whose numbers nobody writes alone."""

_SYMBOLS = frozenset(code.name for space in ("zephyr", "nordic", "windows") for code in SPACES[space].values())

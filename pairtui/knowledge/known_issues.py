"""Faults of certain kernel and BlueZ versions that look like pairing failures, matched when a log shows the version."""

import re

from pairtui.protocol.immutable import immutable

Version = tuple[int, ...]


@immutable()
class KnownIssue:
    """A fault of versions from `since` up to, not including, `until` (None: not known to be repaired).

    `program` is "linux" or "bluez", or "controller": then `since` has the manufacturer's company identifier (Assigned
    Numbers, 7.1), where the fault is one chip's also its LMP subversion, and `until` is None. `causes` are the
    verdicts it explains; `source` where it was reported.
    """

    program: str
    since: Version
    until: Version | None
    causes: frozenset[str]
    text: str
    source: str


INTEL, CSR, REALTEK, ACTIONS = 2, 10, 93, 992
"""Company identifiers of manufacturers of controllers."""

ISSUES: tuple[KnownIssue, ...] = (
    KnownIssue(
        "linux", (5, 1), (5, 1, 6), frozenset({"l2cap-before-encryption"}),
        "Linux 5.1 began to refuse channels of bonded mice and keyboards that open them before encryption",
        "linux-bluetooth, June 2019",
    ),
    KnownIssue(
        "linux", (6, 14, 4), (6, 14, 8), frozenset({"l2cap-before-encryption", "key-size"}),
        "Linux 6.14.4 refuses BR/EDR channels until it has read the key size (d4ca2fd218ca)",
        "kernel bug 220061",
    ),
    KnownIssue(
        "linux", (6, 11, 0, 28), (6, 11, 0, 30), frozenset({"acl-as-iso"}),
        "This kernel's btusb can take ACL data for isochronous data (f25b7fd36cc3)",
        "bluez/bluez, Starlabs reports of 2025",
    ),
    KnownIssue(
        "linux", (5, 8), (6, 19), frozenset({"kernel-repair-dhkey"}),
        "Linux since eed467b517e8 fails to re-pair by Just Works as responder; repaired in kernels of December 2025 "
        "and later",
        "bluez/bluez#798, #1622",
    ),
    KnownIssue(
        "linux", (6, 19), None, frozenset({"connect-failed"}),
        "Linux 6.19 dials the identity address of bonded devices with private addresses (14b06c3a88f7)",
        "bluez/bluez#2356",
    ),
    KnownIssue(
        "bluez", (5, 71), (5, 72), frozenset({"local-bond-missing"}),
        "BlueZ 5.71 does not load stored link keys",
        "bluez/bluez#686",
    ),
    KnownIssue(
        "bluez", (5, 50), (5, 80), frozenset({"local-bond-missing"}),
        "BlueZ before 5.80 stores keys with a wrong address type, which Linux 6.10 and later refuse to load",
        "bluez/bluez#875, kernel bug 219812",
    ),
    KnownIssue(
        "bluez", (5, 80), (5, 81), frozenset({"connect-failed", "peer-bond-missing"}),
        "BlueZ 5.80 switches LL privacy on by mistake",
        "bluez/bluez#1138",
    ),
    KnownIssue(
        "controller", (INTEL,), None, frozenset({"phy-update-collision", "link-lost", "smp-timeout"}),
        "Intel controllers let PHY updates collide with encryption on some peripherals; on the AX211 the first pairing "
        "may fail and the second pass",
        "zmkfirmware/zmk#805, bluez/bluez#1125",
    ),
    KnownIssue(
        "controller", (ACTIONS,), None, frozenset({"encryption-below-level", "key-size", "smp-timeout"}),
        "ATS2851 controllers do not know Read Encryption Key Size and mishandle the authenticated payload timeout",
        "linux-bluetooth, 2023",
    ),
    KnownIssue(
        "controller", (REALTEK, 0x8761), None, frozenset({"link-lost", "smp-timeout"}),
        "Pairing times out on the RTL8761BU with kernels of September 2026; the kernel before, or another adapter, "
        "pairs",
        "ublue-os/bazzite#5888",
    ),
    KnownIssue(
        "controller", (CSR,), None, frozenset({"adapter-unavailable"}),
        "Imitations of CSR controllers (USB 0a12:0001) refuse commands that the kernel needs",
        "bluez/bluez#167",
    ),
)  # fmt: skip
"""In the order in which they are named; sources are threads where each was found."""

_NUMBER = re.compile(r"\d+")


def version(text: str | None) -> Version:
    """`6.11.0-28-generic` as (6, 11, 0, 28); nothing known is ()."""
    return tuple(int(number) for number in _NUMBER.findall(text or "")[:4])


def matching(cause: str, kernel: str | None, bluez: str | None, controller: Version = ()) -> list[KnownIssue]:
    """The issues that explain this cause on these versions and with this controller: manufacturer, LMP subversion."""
    return [issue for issue in on_versions(kernel, bluez, controller) if cause in issue.causes]


def on_versions(kernel: str | None, bluez: str | None, controller: Version = ()) -> list[KnownIssue]:
    """Every issue of these versions and of this controller."""
    having = {
        "linux": version(kernel),
        "bluez": version(bluez),
        "controller": controller,
    }
    return [issue for issue in ISSUES if _has(issue, having[issue.program])]


def _has(issue: KnownIssue, having: Version) -> bool:
    if issue.program == "controller":
        return having[: len(issue.since)] == issue.since
    return bool(having) and having >= issue.since and (issue.until is None or having < issue.until)

"""The texts of Connect() errors, `br-connection-…` and `le-connection-…` (BlueZ src/error.c, from an errno)."""

_BOTH = {
    "already-connected": "There is a link already.",
    "create-socket": "An input/output error (EIO): the kernel gave no socket, or the link ended with an HCI error that "
    "has no errno of its own.",
    "invalid-arguments": "The address or its type is wrong (EINVAL).",
    "adapter-not-powered": "The adapter is off (EHOSTUNREACH).",
    "not-supported": "Not supported by kernel or controller; for LE also: the adapter runs without LE.",
    "bad-socket": "The socket broke while connecting (EBADFD).",
    "memory-allocation": "Out of memory.",
    "busy": "Another connect or scan is under way: let it end, stop scanning.",
    "concurrent-connection-limit": "The controller has no room for another link.",
    "timeout": "No link in time: off, out of range, not advertising, or the peer is connected to somebody else.",
    "refused": "The peer refused: it wants a pairing first, or has no such service.",
    "key-missing": "The peer has no key for this bond (BlueZ from 5.83 on): remove the bond and pair again.",
    "unknown": "An errno without a name here; the trace has more.",
    "canceled": "The connect was cancelled.",
}

_BREDR = {
    "page-timeout": "The device did not answer the page: off, out of range, not in pairing mode, or an LE-only device.",
    "aborted-by-remote": "The peer ended the link while it was being set up.",
    "aborted-by-local": "This host ended the link while it was being set up.",
    "lmp-protocol-error": "The controllers disagree about the link manager protocol.",
    "sdp-search": "The services could not be read.",
    "profile-unavailable": "No profile of this gateway fits the device; the pairing is fine. Newer BlueZ: "
    "BREDR.ProfileUnavailable.",
}

_LE = {
    "abort-by-remote": "The peer ended the link while it was being set up.",
    "abort-by-local": "This host gave up: no answer of the peer to the first packets (HCI 0x3e), or the connect "
    "timeout. "
    "Mostly range or radio interference (Wi-Fi on the same chip); trying again often helps.",
    "link-layer-protocol-error": "The controllers disagree about the link layer protocol.",
    "gatt-browsing": "The services could not be read.",
}

CONNECT_ERRORS: dict[str, str] = {
    **{f"{bearer}-connection-{name}": text for bearer in ("br", "le") for name, text in _BOTH.items()},
    **{f"br-connection-{name}": text for name, text in _BREDR.items()},
    **{f"le-connection-{name}": text for name, text in _LE.items()},
}
"""By the text that stands in the message of `org.bluez.Error.Failed` (from 5.62 on)."""

OLDER_TEXTS: dict[str, str] = {
    "Software caused connection abort": "le-connection-abort-by-local",
    "Connection reset by peer": "le-connection-abort-by-remote",
    "Host is down": "br-connection-page-timeout",
    "Connection refused": "br-connection-refused",
    "Protocol not available": "br-connection-profile-unavailable",
    "No such file or directory": "br-connection-profile-unavailable",
    "Connection timed out": "le-connection-timeout",
    "Device or resource busy": "br-connection-busy",
    "Operation already in progress": "br-connection-busy",
    "Too many links": "br-connection-concurrent-connection-limit",
    "Input/output error": "br-connection-create-socket",
    "Function not implemented": "br-connection-unknown",
}
"""The error's words until 5.61, which were those of the errno; the bearer is that on which each mostly comes."""

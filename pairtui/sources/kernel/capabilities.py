"""Giving up what root can do, but for named capabilities (capabilities(7))."""

import ctypes
import os
import pwd
import struct
from collections.abc import Iterable

_PR_SET_KEEPCAPS, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 8, 24, 38
_VERSION_3 = 0x20080522
_LAST = 63


def keep_only(capabilities: Iterable[int], user: str = "nobody") -> None:
    """Become `user` with these capabilities and no way to others, in a process of one thread. Raises OSError."""
    kept = 0
    for number in capabilities:
        kept |= 1 << number
    library = ctypes.CDLL(None, use_errno=True)
    for number in range(_LAST + 1):
        if not kept >> number & 1:
            library.prctl(_PR_CAPBSET_DROP, number, 0, 0, 0)  # EINVAL beyond those that the kernel has
    _checked(library.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0))
    entry = pwd.getpwnam(user)
    os.setgroups([])
    os.setresgid(entry.pw_gid, entry.pw_gid, entry.pw_gid)
    os.setresuid(entry.pw_uid, entry.pw_uid, entry.pw_uid)
    low, high = kept & 0xFFFFFFFF, kept >> 32
    header = struct.pack("Ii", _VERSION_3, 0)
    _checked(library.capset(header, struct.pack("6I", low, low, 0, high, high, 0)))
    _checked(library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))


def _checked(result: int) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))

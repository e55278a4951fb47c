"""The functions by which two link managers agree on keys (Core Specification, Vol 2, Part H, 7.7).

Numbers are octets, most significant first. The older functions built on SAFER+ (E1, E21, E22) are replaced by ones
built on HMAC-SHA-256 with the same inputs: only the two virtual controllers ever see their results.
"""

import hashlib
import hmac


def _hmac(key: bytes, *inputs: bytes) -> bytes:
    return hmac.new(key, b"".join(inputs), hashlib.sha256).digest()


def f1(u: bytes, v: bytes, x: bytes, z: bytes) -> bytes:
    """A commitment to the number `x` (7.7.1)."""
    return _hmac(x, u, v, z)[:16]


def g(u: bytes, v: bytes, x: bytes, y: bytes) -> int:
    """The six digits that both users compare (7.7.2)."""
    return int.from_bytes(hashlib.sha256(u + v + x + y).digest()[-4:], "big") % 1_000_000


def f2(w: bytes, n1: bytes, n2: bytes, a1: bytes, a2: bytes) -> bytes:
    """The link key (7.7.3)."""
    return _hmac(w, n1, n2, b"btlk", a1, a2)[:16]


def f3(w: bytes, n1: bytes, n2: bytes, r: bytes, io: bytes, a1: bytes, a2: bytes) -> bytes:
    """The check that both sides have the same Diffie-Hellman key, and saw the same features (7.7.4)."""
    return _hmac(w, n1, n2, r, io, a1, a2)[:16]


def initialization_key(pin: bytes, address: bytes, random_number: bytes) -> bytes:
    """The key that a PIN gives, in place of E22."""
    return _hmac(pin, address, random_number)[:16]


def combination_part(random_number: bytes, address: bytes) -> bytes:
    """One side's part of a combination key, in place of E21."""
    return _hmac(random_number, address)[:16]


def response(key: bytes, address: bytes, random_number: bytes) -> bytes:
    """The answer to a challenge by the owner of `address`, in place of E1."""
    return _hmac(key, address, random_number)[:4]


def xor(one: bytes, other: bytes) -> bytes:
    """Each bit of `one` turned where `other` has it set."""
    return bytes(a ^ b for a, b in zip(one, other, strict=True))

"""What a technician asks of a gateway: made and signed at the console, checked on the gateway, each once."""

import secrets
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from pairtui.fleet.payloads import SCHEMA, NotAMessage, decode, encode, seconds, text
from pairtui.fleet.settings import ACTIONS
from pairtui.fleet.signatures import SignatureError, Signer, sign, signer_of
from pairtui.fleet.topics import MOST_OCTETS, REQUEST, Gateway

LIFETIME = 120.0
"""Seconds that a request holds."""

LONGEST_LIFETIME = 600.0
NO_ONE = Signer("", "")


class Refused(Exception):
    """A request is not carried out; the text says why. `who` signed it, as far as that is known."""

    def __init__(self, why: str, request: str = "", what: str = "", who: Signer = NO_ONE) -> None:
        super().__init__(why)
        self.request, self.what, self.who = request, what, who


class Request(NamedTuple):
    """A request that may be carried out: its id, what, on which device (its stand-in), and who signed it."""

    id: str
    action: str
    device: str
    who: Signer


async def signed_request(
    gateway: Gateway, action: str, device: str, nonce: str, now: float, key: str
) -> tuple[str, bytes]:
    """A request to `gateway`, signed with `key`: its id, and what is to be published. Raises SignatureError."""
    number = secrets.token_hex(8)
    words = {
        "schema": SCHEMA, "id": number, "gateway": gateway.label, "action": action, "device": device,
        "nonce": nonce, "deadline": round(now + LIFETIME, 3),
    }  # fmt: skip
    request = encode(words)
    signature = await sign(request, key)
    return number, encode({"schema": SCHEMA, "request": request.decode("ascii"), "signature": signature})


class Checks:
    """Decides which requests `gateway` carries out: those in `allow` that one of `allowed_signers` has signed.

    `nonce` is what the next request has to echo; it holds for one, and for this run of the program.
    """

    def __init__(
        self, gateway: Gateway, allow: Sequence[str], allowed_signers: str, clock: Callable[[], float]
    ) -> None:
        self._gateway, self._allow, self._signers, self._clock = gateway, allow, allowed_signers, clock
        self.nonce = secrets.token_urlsafe(12)

    async def check(self, body: bytes, retained: bool) -> Request:
        """The request in a payload; its nonce is used up then. Raises Refused."""
        try:
            outer = decode(body, MOST_OCTETS[REQUEST])
            request, signature = outer.get("request"), outer.get("signature")
            inner = decode(request.encode("ascii"), MOST_OCTETS[REQUEST]) if isinstance(request, str) else outer
            deadline = seconds(inner, "deadline") or 0.0
        except (NotAMessage, UnicodeEncodeError) as problem:
            raise Refused(f"it is not a request: {problem}") from None
        what = " ".join(filter(None, (text(inner, "action", 32), text(inner, "device", 64))))
        refused = _Refuse(text(inner, "id"), what)
        action = text(inner, "action", 32)
        if retained:
            raise refused("it was retained: nobody asks for this now")
        if action not in ACTIONS:
            raise refused("there is no such action")
        if action not in self._allow:
            raise refused(f"this gateway does not allow {action}")
        if not isinstance(request, str) or not isinstance(signature, str):
            raise refused("it is not signed")
        try:
            who = await signer_of(request.encode("ascii"), signature, self._signers)
        except SignatureError as problem:
            raise refused(str(problem)) from None
        self._check_signed(inner, deadline, refused.by(who))
        self.nonce = secrets.token_urlsafe(12)
        return Request(text(inner, "id"), action, text(inner, "device"), who)

    def _check_signed(self, inner: dict[str, Any], deadline: float, refused: "_Refuse") -> None:
        now = self._clock()
        if inner.get("gateway") != self._gateway.label:
            raise refused("it is for another gateway")
        if not secrets.compare_digest(text(inner, "nonce").encode(), self.nonce.encode()):
            raise refused("its nonce was used, or is from before a restart")
        if now > deadline:
            raise refused("it came too late")
        if deadline - now > LONGEST_LIFETIME:
            raise refused("it would hold too long, or one of the clocks is wrong")


class _Refuse:
    """Makes the error for one request."""

    def __init__(self, request: str, what: str, who: Signer = NO_ONE) -> None:
        self._request, self._what, self._who = request, what, who

    def by(self, who: Signer) -> "_Refuse":
        """The same, now that it is known who signed."""
        return _Refuse(self._request, self._what, who)

    def __call__(self, why: str) -> Refused:
        return Refused(why, self._request, self._what, self._who)

"""Carries out what was asked of a gateway and may be: one request at a time, each audited."""

import asyncio
import base64
import hashlib
import json
import logging
import sqlite3
from collections.abc import Callable
from typing import Any

from pairtui.fleet.own_program import own_command, own_environment
from pairtui.fleet.payloads import SCHEMA
from pairtui.fleet.pseudonyms import Pseudonyms
from pairtui.fleet.requests import Checks, Refused, Request
from pairtui.fleet.spool import Spool
from pairtui.pairing.model import Model
from pairtui.report.redact import RedactError, redact

MOST_CAPTURE = 1 << 20
PIECE = 11 << 10
"""Octets of a capture in one response, which has them as base64."""

SECONDS = 120.0

_log = logging.getLogger(__name__)


class RequestRunner:
    """Carries out the requests in `spool` that `checks` lets through, on the devices of `model`.

    `capture` gives what went over the air as a btsnoop file.
    """

    def __init__(
        self,
        spool: Spool,
        checks: Checks,
        model: Model,
        pseudonyms: Pseudonyms,
        capture: Callable[[], bytes],
        clock: Callable[[], float],
    ) -> None:
        self._spool, self._checks, self._model, self._pseudonyms = spool, checks, model, pseudonyms
        self._capture, self._clock = capture, clock
        spool.note(nonce=checks.nonce)

    async def next(self) -> bool:
        """Deal with the oldest request; whether there was one. Raises sqlite3.Error where the spool is full."""
        found = self._spool.take_request()
        if found is None:
            return False
        try:
            request = await self._checks.check(*found)
        except Refused as problem:
            self._spool.audit(self._clock(), *problem.who, problem.what, f"refused: {problem}")
            self._respond(problem.request, ok=False, why=str(problem))
            return True
        self._spool.note(nonce=self._checks.nonce)
        what = " ".join(filter(None, (request.action, request.device)))
        self._spool.audit(self._clock(), *request.who, what, "begun")
        try:
            result = await (self._send_capture(request) if request.action == "capture" else self._on_device(request))
        except (OSError, sqlite3.Error, RedactError) as error:
            _log.warning("%s could not be carried out: %s", what, error)
            result = self._respond(request.id, ok=False, action=request.action, why=f"it failed: {error}")
        self._spool.audit(self._clock(), *request.who, what, result)
        return True

    async def _on_device(self, request: Request) -> str:
        """`pairtui verify` or `pairtui unpair`, as a technician would on the gateway itself."""
        address = self._address(request.device)
        if not address:
            return self._respond(request.id, ok=False, action=request.action, why="no device here has this stand-in")
        more = ("--yes",) if request.action == "unpair" else ()
        status, out, said = await _pairtui(request.action, address, *more, "--json")
        try:
            result = json.loads(out) if out.strip() else {}
        except ValueError:
            result = {}
        why = str(result.get("text") or said or ("done" if status == 0 else "it failed"))
        why = self._pseudonyms.text(why, [device.name for device in self._model.devices.values()])
        return self._respond(request.id, ok=status == 0, action=request.action, device=request.device, why=why[:1000])

    async def _send_capture(self, request: Request) -> str:
        """What went over the air, without secrets, addresses and names, in pieces."""
        recorded = self._capture()
        if not recorded:
            return self._respond(request.id, ok=False, action="capture", why="nothing was recorded yet")
        clean = (await asyncio.to_thread(redact, recorded, pseudonyms=True)).data
        if len(clean) > MOST_CAPTURE:
            why = f"it has {len(clean)} octets, and {MOST_CAPTURE} are allowed"
            return self._respond(request.id, ok=False, action="capture", why=why)
        digest = hashlib.sha256(clean).hexdigest()
        parts = range(0, len(clean), PIECE)
        for number, at in enumerate(parts, 1):
            data = base64.b64encode(clean[at : at + PIECE]).decode("ascii")
            self._respond(
                request.id, ok=True, action="capture", part=number, parts=len(parts), sha256=digest, data=data
            )
        return f"sent {len(clean)} octets, SHA-256 {digest[:16]}"

    def _address(self, stand_in: str) -> str:
        matching = (
            device.address
            for device in self._model.devices.values()
            if device.address and stand_in in (self._pseudonyms.address(device.address), device.address)
        )
        return next(matching, "") if stand_in else ""

    def _respond(self, request: str, *, ok: bool, **more: Any) -> str:
        self._spool.put_response({"schema": SCHEMA, "id": request, "ok": ok, "at": round(self._clock(), 3), **more})
        return str(more.get("why") or "done")


async def _pairtui(*arguments: str) -> tuple[int, str, str]:
    """This program with `arguments`, in a process of its own: its status, what it printed, what it said beside that."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *own_command(*arguments), stdin=asyncio.subprocess.DEVNULL, stdout=pipe, stderr=pipe, env=own_environment()
    )
    try:
        out, said = await asyncio.wait_for(process.communicate(), SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
        return 1, "", f"it did not end within {SECONDS:.0f} seconds"
    return process.returncode or 0, out.decode("utf-8", "replace"), said.decode("utf-8", "replace").strip()

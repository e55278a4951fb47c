"""The keys that ask a gateway for something: they say what, ask first, and show the answer."""

import asyncio
import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from textual.app import App

from pairtui.pairing.questions import Question
from pairtui.report.fleet_rows import GatewayRow
from pairtui.ui.fleet.data import Fleet, Sender
from pairtui.ui.themes import Look

ANSWER_SECONDS = 150.0
LOOK_SECONDS = 0.5


class RequestScreen(Protocol):
    """The screen that asks."""

    look: Look

    @property
    def app(self) -> "App[object]": ...
    def say(self, text: str, role: str = "warning") -> None: ...
    def gateway_of(self, item: object) -> GatewayRow | None: ...


class RequestKeys:
    """Sends requests for `screen` through `sender`, and looks in `fleet` for what comes back."""

    def __init__(self, screen: RequestScreen, fleet: Fleet, sender: Sender) -> None:
        self._screen, self._fleet, self._sender = screen, fleet, sender

    def verify(self, item: Any) -> None:
        """Ask whether the bond of an attempt's device works."""
        device = getattr(item, "peer", "")
        text = "the device is disconnected, connected again and encrypted with its stored key"
        self._ask_first(item, "verify", device, f"Verify the bond with {device}?", text)

    def capture(self, item: Any) -> None:
        """Ask for what went over the air, without secrets."""
        text = "what went over the air so far is sent through the broker, without keys, addresses and names"
        self._ask_first(item, "capture", "", "Ask for a capture?", text)

    def _ask_first(self, item: Any, action: str, device: str, title: str, what: str) -> None:
        from pairtui.ui.screens.question import ConfirmDialog

        gateway = self._screen.gateway_of(item)
        if gateway is None:
            self._screen.say("Select a line first.", "muted")
            return
        if action not in gateway.allow:
            self._screen.say(f'{gateway.label} does not allow {action}; its fleet.toml would say allow = ["{action}"].')
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._screen.app.run_worker(self._ask(gateway, action, device), exit_on_error=False)
            else:
                self._screen.say("Nothing was asked.", "muted")

        question = Question(title, f"{gateway.label} is asked, signed with your key: {what}.")
        self._screen.app.push_screen(ConfirmDialog(self._screen.look, question), answered)

    async def _ask(self, gateway: GatewayRow, action: str, device: str) -> None:
        try:
            request = await self._sender.ask(gateway.id, gateway.label, action, device, gateway.nonce)
        except Exception as problem:
            self._screen.say(f"✗ {problem}", "error")
            return
        self._screen.say(f"◌ {gateway.label} was asked to {action}.", "accent")
        answers = await self._answers(request)
        if not answers:
            self._screen.say(f"✗ {gateway.label} did not answer within {ANSWER_SECONDS:.0f} seconds.", "error")
        elif action == "capture" and answers[0].get("parts"):
            self._save(gateway, answers)
        else:
            ok = answers[0].get("ok") is True
            said = str(answers[0].get("why", "done"))
            self._screen.say(f"{'✓' if ok else '✗'} {gateway.label}: {said}", "ok" if ok else "error")

    async def _answers(self, request: str) -> Sequence[Mapping[str, Any]]:
        """All parts of the answer; what is there when the time is over."""
        found: Sequence[Mapping[str, Any]] = ()
        for _ in range(int(ANSWER_SECONDS / LOOK_SECONDS)):
            found = await asyncio.to_thread(self._fleet.responses, request)
            parts = found[0].get("parts", 1) if found else 1
            if found and len({each.get("part") for each in found}) >= (parts if isinstance(parts, int) else 1):
                break
            await asyncio.sleep(LOOK_SECONDS)
        return found

    def _save(self, gateway: GatewayRow, answers: Sequence[Mapping[str, Any]]) -> None:
        from pairtui.files.locations import saved_folder
        from pairtui.files.private import write_private

        pieces = {each.get("part"): str(each.get("data", "")) for each in answers}
        try:
            data = b"".join(base64.b64decode(pieces[part], validate=True) for part in range(1, len(pieces) + 1))
        except (KeyError, binascii.Error):
            self._screen.say(f"✗ The capture of {gateway.label} did not come whole.", "error")
            return
        if hashlib.sha256(data).hexdigest() != answers[0].get("sha256"):
            self._screen.say(f"✗ The capture of {gateway.label} came altered: its SHA-256 is another.", "error")
            return
        file = saved_folder() / f"{gateway.label.replace('/', '-')}-{hashlib.sha256(data).hexdigest()[:8]}.btsnoop"
        try:
            write_private(file, data)
        except OSError as error:
            self._screen.say(f"✗ {file} cannot be written: {error.strerror}", "error")
            return
        self._screen.say(f"✓ {file}: read it with pairtui replay.", "ok")

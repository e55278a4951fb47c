"""Who plays a scenario of a cast on the console: by its keys, and by what its screen says."""

import re
import time

from bench import Player
from console import Console
from guests import MEMBERS
from observers import bluez, until
from scenario import big_digits, choose

from pairtui.knowledge.fixes import FIXES
from pairtui.knowledge.settings import SETTINGS
from pairtui.lab.scenario import Scenario, Step, Verdict

WRONG = {"PIN": "9999", "passkey": "111111"}
VERDICT_SECONDS = 100
"""A question that nobody answers takes a minute, a link manager without an answer half of one."""


class ScreenPlayer:
    """Plays with `member` of `guests.MEMBERS`, which is in range, on `console`."""

    def __init__(self, console: Console, member: str) -> None:
        self._console = console
        self._player = Player(member)
        self._member = MEMBERS[member]
        self.address = self._player.address

    def play(self, scenario: Scenario) -> None:
        """Every step in order, each to its verdict. AssertionError with the screen where it is another one."""
        self._player.ask("enter", changes=dict(scenario.changes))
        try:
            choose(self._console, self._player)
            for step in scenario.steps:
                self._begin(step)
                if step.verdict is not None:
                    self._end(step, step.verdict)
        finally:
            self._player.ask("leave")

    # ── keys ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _begin(self, step: Step) -> None:
        console = self._console
        match step.do:
            case "pair":
                choose(console, self._player)
                console.press("p")
            case "verify":
                console.press("V")
            case "disconnect":
                console.press("d")
                until(lambda: not bluez(self.address, "Connected"), "the link is down")
            case "unpair":
                console.press("u")
                console.wait_for("Remove the bond?", self.address)
                console.press("y")
                until(lambda: not bluez(self.address, "Paired"), "the bond is removed")
            case "operate":
                self._player.ask("operate", control=step.value)
            case "set":
                self._set(step)
            case "fix":
                self._fix(step.value)
            case _:
                raise NotImplementedError(step.do)

    def _set(self, step: Step) -> None:
        console, setting = self._console, SETTINGS[step.setting]
        console.press("G")
        console.wait_for("Pairing settings of hci0")
        for _ in SETTINGS:
            if console.shows(setting.effect[:1].upper() + setting.effect[1:30]):
                break
            console.press("down")
        console.press("enter")
        if len(setting.values) > 2:
            console.press(console.find(rf"(\d) +{step.value}\b")[1])
        console.find(rf"{setting.label} +{step.value} +▸ was ")
        console.press("escape")

    def _fix(self, action: str) -> None:
        """The digit of the first fix on the screen that does `action`; where there is a bond, it is asked about."""
        bonded = bluez(self.address, "Paired")
        beginnings = [re.escape(row.words[:18]) for row in FIXES.values() if row.action == action]
        self._console.press(self._console.find(rf"\[(\d)\] (?:{'|'.join(beginnings)})")[1])
        if bonded:
            self._console.wait_for("Remove the bond and pair again?", self.address)
            self._console.press("y")

    def _answer(self, answer: str) -> None:
        """Answer the question that is on the screen, if there is one, as the step's user does."""
        console = self._console
        if console.shows("show the same number?") or console.shows("pair with this gateway?"):
            self._leave_dialog("n" if answer == "no" else "y", "gateway?", "same number?")
        elif console.shows("Type the PIN of"):
            self._type("PIN", self._member.pin, answer, "Type the PIN of")
        elif console.shows("Type the six digits"):
            self._type("passkey", str(self._player.ask("shown")), answer, "Type the six digits")
        elif console.shows("Type this on") and answer != "none":
            self._player.ask("read", passkey=f"{big_digits(console):06}")
            console.wait_until_gone("Type this on", timeout=30)

    def _type(self, what: str, right: str, answer: str, heading: str) -> None:
        if answer == "none":
            return
        if answer in ("leave", "no"):
            self._leave_dialog("escape", heading)
            return
        self._console.type(WRONG[what] if answer == "wrong" else right)
        self._leave_dialog("enter", heading)

    def _leave_dialog(self, key: str, *texts: str) -> None:
        self._console.press(key)
        for text in texts:
            self._console.wait_until_gone(text)

    # ── screen ────────────────────────────────────────────────────────────────────────────────────────────────

    def _end(self, step: Step, verdict: Verdict) -> None:
        console, end = self._console, time.monotonic() + VERDICT_SECONDS
        reached = self._reached if verdict.level else self._failed
        while not reached(step, verdict):
            assert time.monotonic() < end, f"{step} has not come to its verdict\n{console.framed()}"
            self._answer(step.answer)
            time.sleep(0.2)

    def _reached(self, step: Step, verdict: Verdict) -> bool:
        if step.do == "verify":
            return self._console.shows(f"The bond works: level {verdict.level}")
        return self._console.shows(f"✓ paired level {verdict.level}") and bluez(self.address, "Paired") is True

    def _failed(self, _: Step, verdict: Verdict) -> bool:
        """Who ended it where, and why: behind `w`."""
        console = self._console
        if not console.shows("✗ failed"):
            return False
        if console.shows("The question is gone"):
            time.sleep(1.5)  # each key that is dropped makes the console wait for a second without one
        console.press("w")
        page = " ".join(re.findall(r"│ +(.*?) *│", console.screen()))  # what is between the borders of the dialog
        console.press("escape")
        return bool(re.search(rf"{verdict.code} [^:]*, by {verdict.by}, at {verdict.step}\b.*{verdict.cause}", page))

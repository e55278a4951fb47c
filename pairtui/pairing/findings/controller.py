"""What the lines of a log say of the gateway's own controller, whether or not something was being paired."""

from dataclasses import replace

from pairtui.knowledge import kernel_lines
from pairtui.pairing.attempt import Evidence, Finding
from pairtui.pairing.diagnosis import outside
from pairtui.pairing.evidence.facts import Fact
from pairtui.pairing.evidence.steps import log_text
from pairtui.protocol.record import LogLine

MOST_SHOWN = 4
"""Lines quoted as evidence: they repeat themselves."""

_WEAK = {"uart-garbled", "adapter-absent", "firmware-missing", "command-refused"}
"""Facts that stand beside adapters that work: alone they explain no failed pairing."""

_BROADCOM = ".hcd"


class ControllerLines:
    """Collects the facts that a log's lines state of the controller, each with the first line that does."""

    def __init__(self) -> None:
        self._facts: dict[str, Fact] = {}
        self._shown: dict[str, Evidence] = {}

    def take(self, line: LogLine, record: int | None) -> bool:
        """Take a line in; False where it says nothing of a controller."""
        fact = kernel_lines.fact_of(line.text)
        if fact == "firmware-loaded":
            self._facts.pop("firmware-missing", None)  # another of the files that the driver tries was there
        elif fact == "adapter-on":
            for ended in kernel_lines.ENDED_BY_POWER:
                if past := self._facts.pop(ended, None):
                    self._shown.pop(past.text, None)
        elif fact:
            text = f"{line.ident}: {log_text(line)}"
            self._facts.setdefault(fact, Fact(fact, text, record))
            if len(self._shown) < MOST_SHOWN:
                self._shown.setdefault(text, Evidence(text, record))
        return fact is not None

    def crashed(self, code: int, record: int | None) -> None:
        """The controller reported a hardware error."""
        text = f"The controller reported a hardware error (code 0x{code:02x})"
        self._facts.setdefault("controller-crashed", Fact("controller-crashed", text, record))
        self._shown.setdefault(text, Evidence(text, record))

    def finding(self, machine: str, *, something_failed: bool) -> Finding | None:
        """What they come to; `something_failed`: an attempt did, and has its own verdict."""
        if something_failed and self._facts.keys() <= _WEAK:
            return None
        missing = self._facts.get("firmware-missing")
        rom = missing is not None and len(self._facts) == 1 and _BROADCOM in missing.text
        found = outside((*self._facts.values(), *((Fact("firmware-of-rom"),) if rom else ())), machine)
        return replace(found, evidence=tuple(self._shown.values())) if found.cause != "unknown" else None

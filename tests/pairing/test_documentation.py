"""Pages of documentation show failures that need not have happened: nothing on them is likely, let alone certain."""

from importlib.resources import files

import pytest

from pairtui.pairing.analysis import events_of, model_of
from pairtui.pairing.attempt import Confidence, Outcome
from pairtui.protocol.text.documentation import is_documentation
from pairtui.protocol.text.reader import TextReader

SAMPLE = """
```
> ACL Data RX: Handle 64 flags 0x02 dlen 6
      SMP: Pairing Failed (0x05) len 1
        Reason: Encryption key size (0x06)
```
"""
MANUAL = f"# Sensor gateway\n\n## Installation\n\n    make\n\n## Usage\n{SAMPLE}\n## Troubleshooting\n\nTry it again.\n"
CHANGES = """# Changelog

## 2.1.0

- Pairing Failed with Reason: Encryption key size (0x06) is answered by a second attempt.

## 2.0.3

## 1.9
"""
ENTRIES = f"### 20. No pairing\n\n**Symptoms:**\n{SAMPLE}\n**Cause:** the key is short.\n\n**Fix:**\nerase it\n"
SUPPOSED = f"### Pair the sensor\n\nIt works as follows. If not, you might see:\n{SAMPLE}"
SEEN = f"I paired it as you wrote, and I think you might see:\n{SAMPLE}"
REPORT = f"## Description\n{SAMPLE}\n## Workaround\n\nnone\n\n## Versions\n\nBlueZ 5.66\n"
FIRST_PERSON = (
    f"# Notes\n\n## Symptom\n{SAMPLE}\n## Fix\n\nI have not found one yet.\n\n## Commands\n\nbtmon\n\n## References\n"
)
ASKED = f"## Steps to reproduce\n{SAMPLE}\n## Workaround\n\n## Configuration\n\n## References\n"

PAGES = sorted(
    page.name for page in files("pairtui.knowledge").joinpath("pages").iterdir() if page.name.endswith(".md")
)


def model(text):
    return model_of(events_of(TextReader(), [text.encode()]))


def surest(found):
    """How sure the verdicts and the findings are."""
    failed = [a.diagnosis.confidence for a in found.attempts.values() if a.outcome is Outcome.FAILED and a.diagnosis]
    return {*failed, *(finding.confidence for finding in found.findings)}


@pytest.mark.parametrize(
    "text", [MANUAL, CHANGES, ENTRIES, SUPPOSED], ids=["manual", "changes", "headings in bold", "what may be seen"]
)
def test_a_manual_and_a_list_of_changes_are_documentation(text):
    assert is_documentation(text)
    assert surest(model(text)) == {Confidence.POSSIBLE}


@pytest.mark.parametrize(
    "text", [REPORT, FIRST_PERSON, ASKED, SAMPLE, SEEN], ids=["report", "first person", "asked", "log", "seen"]
)
def test_what_somebody_reports_is_not(text):
    assert not is_documentation(text)
    assert surest(model(text)) == {Confidence.CERTAIN}


def test_a_sample_is_shown_as_one():
    found = model(MANUAL)
    (attempt,) = found.attempts.values()
    assert (attempt.failure.code, attempt.diagnosis.cause) == ("smp:0x06", "key-size")
    assert attempt.diagnosis.confidence is Confidence.POSSIBLE
    assert any("documentation" in shown.text for shown in attempt.diagnosis.evidence)


@pytest.mark.parametrize("page", PAGES)
def test_no_page_of_ours_is_a_failure(page):
    text = files("pairtui.knowledge").joinpath("pages", page).read_text("utf-8")
    assert is_documentation(text)
    assert surest(model(text)) <= {Confidence.POSSIBLE}


@pytest.mark.parametrize("line", ["#" + " " * 30_000 + "*_*_ a", "# a" + " " * 15_000 + "#" * 15_000 + "x"])
def test_a_heading_that_never_ends_is_none_and_takes_no_longer_than_another_line(line):
    assert not is_documentation(f"{line}\n" * 3)

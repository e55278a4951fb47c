"""What docs/reliability.md and docs/security.md say is shown by a test is shown by one that is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EVERY = {file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8") for file in ROOT.glob("tests/**/*.py")}


@pytest.mark.parametrize("page", ["reliability", "security"])
def test_the_tests_that_a_page_names_are_there(page):
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    files = set(re.findall(r"`(tests/[\w/]+\.py)`", text))
    assert files
    assert not files - EVERY.keys()
    for name in set(re.findall(r"`(test_\w+)`", text)):
        assert any(f"def {name}(" in source for source in EVERY.values()), name
    for name, cases in re.findall(r"`(test_\w+)` \((`[^)]*`)\)", text):
        where = [source for source in EVERY.values() if f"def {name}(" in source]
        for case in re.findall(r"`([^`]+)`", cases):
            assert any(case in source for source in where), f"{name}: {case}"

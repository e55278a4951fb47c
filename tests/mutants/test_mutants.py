"""The run of `make mutants`: what it changes is there, a change takes effect, and what goes unnoticed is counted."""

from pathlib import Path

import pytest

from tests.mutants import run
from tests.mutants.run import (
    CHANGED,
    LEFT_OUT,
    ROOT,
    STRONGEST,
    TESTS,
    Change,
    Reach,
    around,
    contradicts,
    ill_typed,
    table,
    unnoticed,
)


def test_what_went_unnoticed_is_counted_for_each_seed():
    shown = table({1: (10, 7), 2: (4, 2)}, 100, 3134, 125)
    assert "| of 3,134 changes in pairing, redaction, journal and grant | tried | noticed by a test |" in shown
    assert "| seed 1 | 100 | 83 (83%) | 7 | 90 (90.0%) |\n| seed 2 | 100 | 94 (94%) | 2 | 96 (96.0%) |\n" in shown
    assert "| together | 200 | 177 (88%) | 9 | 186 (93.0%) |" in shown


@pytest.mark.parametrize(("missed", "of", "told"), [(4, 40, False), (9, 40, False), (11, 40, True), (40, 40, True)])
def test_a_sample_fails_where_chance_does_not_explain_what_it_missed(missed: int, of: int, told: bool):
    assert contradicts(missed, of) is told


@pytest.mark.parametrize("path", [*CHANGED, *TESTS, *STRONGEST])
def test_what_is_changed_and_what_tests_it_are_there(path: str):
    assert list(ROOT.glob(path)), path


@pytest.mark.parametrize("test", LEFT_OUT)
def test_what_is_left_out_is_there(test: str):
    file, name = test.split("::")
    assert f"def {name}(" in (ROOT / file).read_text("utf-8")


@pytest.mark.parametrize(
    ("line", "nearest"),
    [
        (2, range(2, 3)),  # the head of a compound statement, not what stands in it
        (4, range(3, 6)),  # a statement of several lines is one
        (6, range(6, 7)),
        (1, range(1, 7)),  # a default runs as the function is made: what reaches its body counts
    ],
)
def test_the_lines_that_stand_for_a_change(line: int, nearest: range, tmp_path: Path):
    file = tmp_path / "code.py"
    file.write_text("def of(a=1):\n    if a:\n        return (\n            1\n        )\n    return 2\n")
    assert around(str(file), line)[0] == nearest


class OfFile(Reach):
    """A test for every line but the first."""

    def __init__(self, test: str) -> None:
        self.seconds = {test: 1.0}
        self._test = test

    def tests(self, file: str, line: int) -> list[str]:
        return [self._test] if line > 1 else []


@pytest.mark.parametrize(
    ("line", "before", "after", "noticed"),
    [
        (9, "def ", "def ", False),
        (9, "return", "return not", True),
        (9, "def ", "raise ValueError\n\ndef ", True),  # it cannot be imported
        (9, "    return", "    while True:\n        pass\n    return", True),
        (1, "return", "return not", False),  # no test reaches it
        (9, "two = 2", "two = 3", True),  # in a function that was made as the file was imported
    ],
)
def test_a_change_is_noticed_by_the_tests_that_reach_it(
    line: int, before: str, after: str, noticed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    name = f"code_{abs(hash((line, after)))}"
    code = "def even(a):\n    return a % 2 == 0\n"
    function = "even"
    if "two" in before:
        code, function = (
            "def made():\n    def even(a):\n        two = 2\n        return a % two == 0\n    return even\n",
            "made",
        )
        code += "even = made()\n"
    (tmp_path / f"{name}.py").write_text(code)
    test = tmp_path / f"test_{name}.py"
    test.write_text(f"from {name} import even\n\ndef test_even():\n    assert even(2)\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(run, "LIMIT", 2)
    change = Change(f"{name}.py", function, line, lambda: code.replace(before, after), 1)
    assert unnoticed([change], OfFile(str(test)), 60) == ([] if noticed else [change], [])


@pytest.mark.parametrize(
    ("before", "after", "unseen"),
    [
        ('a.encode("utf-8")', 'a.encode("UTF-8")', True),
        ('a.encode("utf-8")', 'a.encode("XXutf-8XX")', False),
        ("zip(a, b, strict=True)", "zip(a, b, strict=False)", True),
        ("zip(a, b, strict=True)", "zip(a, b)", True),
        ("zip(a, b, strict=True)", "zip(a, strict=True)", False),
    ],
)
def test_what_no_caller_can_see_is_no_change(before: str, after: str, unseen: bool, tmp_path: Path):
    (tmp_path / "code.py").write_text(before)
    assert Change(str(tmp_path / "code.py"), "of", 1, lambda: after, 1).unseen() is unseen


@pytest.mark.parametrize(
    ("after", "refused"),
    [
        ("return 2", False),
        ('return ""', True),
        ("return None", True),
        ("return 2 if __name__ and False else 3", False),  # as mutmut has a condition never hold
    ],
)
def test_what_mypy_refuses(after: str, refused: bool):
    file = "pairtui/pairing/evidence/facts/fact.py"
    code = (ROOT / file).read_text("utf-8") + f"\ndef of() -> int:\n    {after}\n"
    assert ill_typed(Change(file, "of", 1, lambda: code, 1)) is refused

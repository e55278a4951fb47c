"""The figures of `make mutants`, and that what it changes is there."""

from tests.mutants.run import CONFIGURATION, ROOT, table


def test_what_went_unnoticed_is_counted():
    shown = table({"a": 1, "b": 0, "c": 36, "d": 33}, 3134, 125)  # d: no test reaches it
    assert "| changes tried, of 3,134 in pairing, redaction, journal and grant | 4 |" in shown
    assert "| noticed by a test | 2 (50%) |" in shown


def test_the_rooms_that_are_changed_are_there():
    import tomllib

    for pattern in tomllib.loads(CONFIGURATION)["tool"]["mutmut"]["only_mutate"]:
        assert list(ROOT.glob(pattern)), pattern

from dataclasses import replace

from pairtui.pairing.attempt import Alternative, Confidence


async def test_w_shows_the_runners_up_and_enter_the_page_of_a_cause(bench):
    bench.ward()
    bench.refused()
    attempt = bench.model.attempts[3]
    assert attempt.diagnosis
    other = Alternative(
        "peer-busy",
        "The peer is busy with another host",
        Confidence.POSSIBLE,
        supports=("It refused at once.",),
        contradicts=("It advertised as connectable.",),
        settles="Switch the phone off and pair again.",
    )
    bench.attempt(replace(attempt, diagnosis=replace(attempt.diagnosis, alternatives=(other,))))
    async with bench.console((100, 50)) as seat:
        screen = await seat.press("w")
        assert "Or else: ●○○ possible" in screen
        assert "  + It refused at once." in screen
        assert "  − It advertised as connectable." in screen
        assert "To settle it: Switch the phone off and pair again." in screen
        assert "peer-not-in-pairing-mode" in await seat.press("enter")
        screen = await seat.press("2")
        assert "─ peer-busy ─" in screen
        assert "Symptom" in screen

from dataclasses import replace

from pairtui.pairing.attempt import Alternative, Confidence, Finding, Side


async def test_w_shows_the_runners_up_and_enter_the_page_of_a_cause(bench):
    bench.ward().refused()
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


async def test_enter_on_the_verdict_opens_its_page(bench):
    async with bench.ward().refused().console((80, 40)) as seat:
        await seat.press("tab", *["down"] * 9)
        screen = await seat.press("enter")
        assert "─ peer-not-in-pairing-mode ─" in screen
        assert "Symptom" in screen
        await seat.press("escape", "up")
        assert "direction" in await seat.press("enter"), "one up is the last step"


async def test_enter_on_the_failing_step_says_what_its_code_means(bench):
    async with bench.ward().refused().console((80, 40)) as seat:
        screen = await seat.press("tab", "enter")
        assert "failure" in screen
        assert "Enter what it means" in screen
        screen = await seat.press("enter")
        assert "─ smp:0x08 ─" in screen
        assert "Unspecified Reason" in screen
        assert "failure" in await seat.press("escape"), "back at the step"


async def test_enter_on_the_findings_opens_the_page_of_the_cause(bench):
    finding = Finding("two-stacks", None, Side.LOCAL, "Two stacks drive this adapter", "Both answer.")
    bench.ward().feed()
    bench.model.findings.append(finding)
    async with bench.console((80, 40)) as seat:
        assert "Enter what it means" in await seat.press("f")
        assert "─ two-stacks ─" in await seat.press("enter")

"""Traces that somebody wrote down with one line an entry."""

import pytest

from tests.pairing.pasted import HEADSET, read, verdicts

REFUSED = """\
> HCI Event:  IO Capability Request (0x31)
< HCI Command: IO Capability Request Negative Reply{}Reason: Pairing Not Allowed (0x18)
> HCI Event: Simple Pairing Complete: Authentication Failure (0x05) -> Disconnect
"""


@pytest.mark.parametrize("between", ["  ", ": ", " - ", " -> ", " – "])
def test_what_stands_behind_the_name_of_an_entry_is_its_body(between):
    assert verdicts(REFUSED.format(between)) == ([("hci:0x18", "local", "not-bondable")], [])


def test_several_fields_on_one_line():
    (attempt,) = read(
        f"< HCI Command: Authentication Requested  Handle: 12 Address: {HEADSET}\n"
        "> HCI Event: Link Key Request\n"
        "< HCI Command: Link Key Request Reply\n"
        "> HCI Event: Auth Complete (0x06)  Status: PIN or Key Missing (0x06), Handle: 12\n"
    ).attempts.values()
    assert (attempt.failure.code, attempt.failure.by) == ("hci:0x06", "peer")


@pytest.mark.parametrize(
    "line",
    [
        "The HCI Event: Encryption Change is what you should look for\n",
        "HCI Event: Something Else  Status: PIN or Key Missing (0x06)\n",
    ],
)
def test_a_sentence_or_a_name_that_is_none_is_left_alone(line):
    model = read(line)
    assert not model.attempts and all(found.cause == "unknown" for found in model.findings)


def test_an_adapter_that_is_not_bondable_refuses_to_tell_its_capabilities():
    (attempt,) = read(
        "> HCI Event: IO Capability Request (0x31) plen 6           #1 [hci0] 1.000000\n"
        f"        Address: {HEADSET} (OUI 00-1B-2C)\n"
        "< HCI Command: IO Capability Request Negative Reply (0x01|0x0034) plen 7   #2 [hci0] 1.001000\n"
        f"        Address: {HEADSET} (OUI 00-1B-2C)\n"
        "        Reason: Pairing Not Allowed (0x18)\n"
        "> HCI Event: Simple Pairing Complete (0x36) plen 7         #3 [hci0] 1.200000\n"
        "        Status: Authentication Failure (0x05)\n"
        f"        Address: {HEADSET} (OUI 00-1B-2C)\n"
    ).attempts.values()
    assert (attempt.failure.code, attempt.failure.by) == ("hci:0x18", "local")
    assert (attempt.diagnosis.cause, attempt.diagnosis.confidence) == ("not-bondable", "certain")


def test_arrows_at_the_margin_are_no_quotation_marks_where_some_point_to_the_left():
    asked, refused = (
        "< SMP: Pairing Request (whatever we can do)\n",
        "> SMP: Pairing Failed - Reason: Pairing not supported\n",
    )
    (attempt,) = read(asked + refused).attempts.values()
    assert (attempt.failure.code, attempt.failure.by) == ("smp:0x05", "peer")
    (attempt,) = read(refused).attempts.values()
    assert (attempt.failure.code, attempt.failure.by) == ("smp:0x05", "unknown")

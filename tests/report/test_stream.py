"""Events as JSON objects and as lines: complete, and without a secret."""

import json

from pairtui.pairing.actions import AnswerPrompt
from pairtui.pairing.events import ActionStarted, DeviceChanged, Link, PromptKind, PromptRaised, Traced
from pairtui.protocol.messages import smp
from pairtui.protocol.record import Direction
from pairtui.protocol.values import Malformed, Secret
from pairtui.report.event_lines import event_line, event_object

FAILED = Traced(
    at=26.42,
    message=smp.PairingFailed(8),
    direction=Direction.RECEIVED,
    link=Link("hci0", 64, "C0:11:22:33:44:55", "random", "le", "central"),
    adapter="hci0",
    record=112,
)


def test_a_traced_message_with_its_fields():
    shown = event_object(FAILED)
    assert shown["event"] == "Traced"
    assert shown["message"] == {"message": "Pairing Failed", "reason": 8}
    assert shown["link"]["address"] == "C0:11:22:33:44:55"
    assert (shown["direction"], shown["record"]) == ("received", 112)
    assert json.loads(json.dumps(shown)) == shown


def test_a_line_for_a_person():
    assert event_line(FAILED) == "26.420  received  Pairing Failed  reason=8"
    changed = DeviceChanged(device="hci0/C0:11:22:33:44:55", changes={"rssi": -63})
    assert event_line(changed) == "DeviceChanged  device=hci0/C0:11:22:33:44:55, changes={'rssi': -63}"


def test_no_secret_comes_out():
    events = [
        Traced(message=smp.EncryptionInformation(Secret(b"\xabcdefghijklmnop")), direction=Direction.SENT),
        PromptRaised(prompt=1, kind=PromptKind.CONFIRM, device="d", passkey=Secret(299050)),
        ActionStarted(action=AnswerPrompt(1, Secret(299050))),
    ]
    shown = "".join(json.dumps(event_object(event)) + event_line(event) for event in events)
    assert "299050" not in shown and "abcdef" not in shown and "bcdefgh" not in shown
    assert shown.count("secret") >= 6


def test_bytes_that_did_not_decode_are_shown_as_such():
    broken = Traced(message=Malformed("smp", "no octets", b"\x01"), direction=Direction.RECEIVED)
    assert event_object(broken)["message"] == {"message": "malformed", "what": "smp", "why": "no octets", "data": "01"}


def test_a_line_is_one_line_whatever_a_device_is_called():
    hostile = DeviceChanged(device="d", changes={"name": "\x1b[2J\nx"})
    assert event_line(hostile).isprintable()

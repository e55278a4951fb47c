"""Events as JSON objects and as lines: complete, and without a secret."""

import json

from pairtui.pairing.actions import AnswerPrompt, Connect, Verify
from pairtui.pairing.events import (
    ActionFinished,
    ActionStarted,
    DeviceChanged,
    Link,
    PromptKind,
    PromptRaised,
    SourceChanged,
    SourceState,
    Traced,
)
from pairtui.protocol.messages import smp
from pairtui.protocol.record import Direction
from pairtui.protocol.values import Malformed, Secret
from pairtui.report.event_lines import event_object
from pairtui.report.event_sentences import event_line

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
    said = "gateway ◀─ peer C0:11:22:33:44:55  Pairing Failed: 0x08 Unspecified Reason"
    assert event_line(FAILED) == f"      26.420  {said}"
    changed = DeviceChanged(at=1_760_000_000.5, device="omron", changes={"rssi": -63, "paired": True, "uuids": ()})
    assert event_line(changed, str.upper) == "08:53:20.500  OMRON: rssi -63, paired yes, uuids none"
    assert event_line(changed, str.upper, offset=3600).startswith("09:53:20.500")
    down = SourceChanged(source="btmon", state=SourceState.DOWN, why="It is missing.", remedy="sudo apt install bluez")
    assert event_line(down).strip() == "btmon is down: It is missing. Do: sudo apt install bluez"
    assert event_line(ActionFinished(action=Verify("d"))).strip() == "d: the bond works"
    refused = ActionFinished(action=Connect("d"), error="org.bluez.Error.Failed", text="le-connection-abort-by-local")
    assert event_line(refused).strip() == "Connect d failed: le-connection-abort-by-local"


def test_no_secret_comes_out():
    events = [
        Traced(message=smp.EncryptionInformation(Secret(b"\xabcdefghijklmnop")), direction=Direction.SENT),
        PromptRaised(prompt=1, kind=PromptKind.CONFIRM, device="d", passkey=Secret(299050)),
        ActionStarted(action=AnswerPrompt(1, Secret(299050))),
    ]
    shown = "".join(json.dumps(event_object(event)) + event_line(event) for event in events)
    assert "299050" not in shown and "abcdef" not in shown and "bcdefgh" not in shown
    assert shown.count("secret") >= 3


def test_bytes_that_did_not_decode_are_shown_as_such():
    broken = Traced(message=Malformed("smp", "no octets", b"\x01"), direction=Direction.RECEIVED)
    assert event_object(broken)["message"] == {"message": "malformed", "what": "smp", "why": "no octets", "data": "01"}


def test_a_line_is_one_line_whatever_a_device_is_called():
    hostile = DeviceChanged(device="d", changes={"name": "\x1b[2J\nx"})
    assert event_line(hostile).isprintable()

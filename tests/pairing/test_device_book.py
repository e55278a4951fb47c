"""The device book: every entry sound and sourced, no two for one device, and a verdict in the model's own words."""

import json
import time
from dataclasses import replace
from itertools import combinations

import pytest

from pairtui.knowledge.devices import KINDS, Book, Entry, Match, shipped
from pairtui.knowledge.devices.entry import fits
from pairtui.pairing import events
from pairtui.pairing.model import Model
from pairtui.pairing.tracking.tracer import Tracer
from pairtui.protocol.text.reader import TextReader
from pairtui.report.document import document
from pairtui.report.document_reader import attempt_from
from pairtui.report.explain import explain
from pairtui.report.markdown import markdown
from pairtui.report.text import text
from pairtui.ui.screens.details import device_rows, diagnosis_text
from tests.pairing.test_misleading_logs import PHONE, REQUEST, failed, log

ENTRIES = list(shipped().entries.values())


def overlap(one, other):
    """Whether some text fits both patterns."""
    if one == "" or other == "":
        return set(one) | set(other) <= {"*"}
    if one[0] == "*" or other[0] == "*":
        star, rest = (one, other) if one[0] == "*" else (other, one)
        return overlap(star[1:], rest) or overlap(star, rest[1:])
    return (one[0] == other[0] or "?" in (one[0], other[0])) and overlap(one[1:], other[1:])


def ties(entries):
    """The pairs of entries that one device can be to the same degree."""
    return [
        (a.id, b.id)
        for a, b in combinations(entries, 2)
        for one in a.matches
        for other in b.matches
        if one.specificity() == other.specificity()
        and (one.service, one.company) == (other.service, other.company)
        and overlap(one.name.casefold(), other.name.casefold())
        and overlap(one.modalias.casefold(), other.modalias.casefold())
    ]


def test_the_book_has_what_people_ask_about():
    assert len(ENTRIES) >= 40
    assert {entry.kind for entry in ENTRIES} == set(KINDS)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_an_entry_says_what_to_do_and_where_that_is_written(entry):
    said = entry.pairing_mode or entry.without
    assert said[0].isupper() and not said.endswith("."), "it goes on with: then pair again"
    assert entry.sources and all(source.startswith("http") for source in entry.sources)
    assert all(trap.source.startswith("http") for trap in entry.traps)
    page = explain([entry.id])
    assert page is not None and page.startswith(f"# {entry.title}")
    assert all(source in page for source in (*entry.sources, *(trap.source for trap in entry.traps)))


def test_no_two_entries_are_one_device():
    assert ties(ENTRIES) == []


def test_a_tie_would_be_found():
    a, b = (
        Entry(id, "own", id, (Match(name=name),), ("https://example.org",), "Press it")
        for id, name in (("one", "Thing ?1"), ("two", "Thing 2?"))
    )
    assert ties([a, b]) == [("one", "two")]
    assert ties([a, Entry("three", "own", "x", (Match(name="Thing 22*"),), ("https://example.org",), "Press it")]) == []


@pytest.mark.parametrize(
    ("traits", "id"),
    [
        ({"name": "BLESmart_0000011F005FBF71B5B1"}, "omron-blood-pressure"),
        ({"name": "BBC micro:bit [zavig]"}, "bbc-microbit"),
        ({"name": "Wireless Controller", "modalias": "usb:v054Cp09CCd0100"}, "playstation-dualshock-4"),
        ({"name": "Wireless Controller", "modalias": "usb:v054Cp0CE6d0100"}, "playstation-dualsense"),
        ({"name": "my desk", "services": ("99FA0001-338A-1024-8A49-009C0215F78A",)}, "ikea-idasen"),
        ({"services": ("98bd0001-0b0e-421a-84e5-ddbf75dc6de4",)}, "husqvarna-automower"),
        ({"services": ("98bd0001-0b0e-421a-84e5-ddbf75dc6de4",), "company": 1062}, "gardena-water-control"),
        ({"services": ("0000fe0f-0000-1000-8000-00805f9b34fb",)}, "philips-hue-bluetooth"),
        ({"name": "[/]"}, None),
        ({"name": ""}, None),
    ],
)
def test_the_most_specific_entry_is_the_device(traits, id):
    found = shipped().find(
        traits.get("name"), traits.get("modalias"), traits.get("services", ()), traits.get("company")
    )
    assert (found.id if found else None) == id


def test_patterns_are_whole_names_and_brackets_are_brackets():
    assert fits("Thing [1]*", "thing [1] of us") and not fits("Thing [1]*", "Thing 1 of us")
    assert not fits("Thing", "A Thing")


def test_a_hostile_name_costs_no_time():
    began = time.process_time()
    assert not fits("a*a*a*a*b", "a" * 100_000)
    assert shipped().find("a" * 100_000) is None
    assert time.process_time() - began < 2, "patterns must not backtrack"


OMRON = "BLESmart_0000011F005FBF71B5B1"
PAIRING_MODE = "Hold the Bluetooth button for 3 to 5 seconds until P blinks (-P- on some displays), then pair again"


def refusing(name, book=None, **traits):
    """A model in which a device of this name refuses to pair."""
    model = Model(book)
    changes = {"adapter": "hci0", "address": PHONE, "address_type": "random", "name": name, **traits}
    model.apply(events.DeviceChanged(at=0.5, device=f"hci0/{PHONE}", changes=changes))
    for event in traced(log().connected().sent(REQUEST).got(failed(5)).text):
        model.apply(event)
    return model


def diagnosis_of(model):
    """The verdict on its first attempt."""
    diagnosis = model.attempts[1].diagnosis
    assert diagnosis is not None
    return diagnosis


def traced(text):
    reader, tracer = TextReader(), Tracer()
    for record in (*reader.feed(text.encode()), *reader.close()):
        yield from tracer.feed(record)


def test_the_first_fix_is_in_the_models_own_words():
    diagnosis = diagnosis_of(refusing(OMRON))
    assert diagnosis.cause == "peer-not-in-pairing-mode"
    assert (diagnosis.fixes[0].text, diagnosis.fixes[0].action) == (PAIRING_MODE, "pair")
    assert not any("manual" in fix.text for fix in diagnosis.fixes)
    assert diagnosis.device.id == "omron-blood-pressure"


def test_a_device_that_the_book_does_not_have_keeps_the_general_words():
    diagnosis = diagnosis_of(refusing("Thing 1"))
    assert "its own button or menu" in diagnosis.fixes[0].text and diagnosis.device is None


def test_a_model_that_is_not_paired_at_all_is_not_paired_again():
    fix = diagnosis_of(refusing("Nordic_LBS")).fixes[0]
    assert fix.text.startswith("Do not pair") and fix.action is None


def test_what_is_known_of_the_model_is_evidence_where_it_is_the_cause():
    shown = [item.text for item in diagnosis_of(refusing("SBBT-004CEU")).evidence]
    assert "Known of this model (firmware before 1.0.22): One button held for 10 seconds is enough" in shown


def test_a_model_told_by_bluez_alone():
    model = refusing("desk", uuids=("99fa0001-338a-1024-8a49-009c0215f78a",))
    device = model.devices[f"hci0/{PHONE}"]
    assert model.known(device).id == "ikea-idasen"
    shown = "\n".join(map(str, device_rows(device, 78, model.known(device))))
    assert "IKEA Idåsen desk (Linak)" in shown and "until it blinks" in shown


def test_reports_and_the_document_name_the_model():
    model = refusing(OMRON)
    doc = document(model, file="x", format="btmon-text", records=3, skipped=0)
    attempt = json.loads(json.dumps(doc))["attempts"][0]
    assert attempt["diagnosis"]["device"]["id"] == "omron-blood-pressure"
    again = attempt_from(attempt).diagnosis
    assert again and again == replace(diagnosis_of(model), evidence=again.evidence)
    assert "pairtui book omron-blood-pressure" in text(doc) and "pairtui book omron-blood-pressure" in markdown(doc)
    shown = diagnosis_text(model.attempts[1], again, 78)
    assert "Omron" in "\n".join(map(str, shown))


def test_a_book_of_ones_own_comes_first():
    own = Entry("mine", "own", "Mine", (Match(name="BLESmart_*"),), ("https://example.org",), "Shake it")
    book = Book([own, *shipped().entries.values()])
    assert diagnosis_of(refusing(OMRON, lambda: book)).fixes[0].text == "Shake it, then pair again"


def test_the_book_is_not_read_before_a_device_is_named():
    def never():
        raise AssertionError("read")

    model = Model(never)
    for event in traced(log().connected().sent(REQUEST).got(failed(5)).text):
        model.apply(event)
    assert diagnosis_of(model).device is None

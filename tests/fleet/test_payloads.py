"""Payloads from anybody: no exception but NotAMessage, bounded, and nothing that a terminal could act on."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairtui.fleet.observation import attempt_of, observation_from
from pairtui.fleet.payloads import NotAMessage, cleaned, decode, encode
from pairtui.fleet.pseudonyms import Pseudonyms
from pairtui.fleet.sequence import Sequence
from pairtui.fleet.topics import Gateway, Topics
from pairtui.fleet.verdict import completed, cut
from pairtui.report.document_reader import NotAnAttempt, attempt_from

HOSTILE = {
    "nested": b"[" * 100_000,
    "nested objects": b'{"a":' * 5000,
    "NaN": b'{"schema":1,"at":NaN}',
    "infinity": b'{"schema":1,"at":Infinity}',
    "5000 digits": b'{"schema":1,"rev":' + b"9" * 5000 + b"}",
    "no UTF-8": b'{"schema":1,"\xff":1}',
    "a number": b"12",
    "empty": b"",
    "another schema": b'{"schema":"1"}',
    "too large": b'{"schema":1}' + b" " * 20_000,
}


@pytest.mark.parametrize("payload", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_payload_is_no_message(payload):
    with pytest.raises(NotAMessage):
        decode(payload, 16384)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("\ud800\x1b[2J\u202e"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@given(st.data())
def test_wrong_types_anywhere_in_a_verdict_are_no_message_or_a_safe_one(samples, data):
    message = json.loads(json.dumps({**samples.verdict(), "id": "abcd-1", "rev": 1}))
    at = message
    for _ in range(3):
        key = data.draw(st.sampled_from(sorted(at)))
        if isinstance(at[key], dict) and at[key] and data.draw(st.booleans()):
            at = at[key]
            continue
        break
    at[key] = data.draw(ANYTHING)
    try:
        seen = observation_from(decode(json.dumps(message).encode("utf-8", "surrogatepass"), 1 << 20))
        attempt = attempt_from(attempt_of(message))
    except (NotAMessage, NotAnAttempt):
        return
    for text in (*seen.environment, seen.model, seen.peer, seen.cause, attempt.peer.name or ""):
        assert "\x1b" not in text
        assert "\u202e" not in text
        text.encode()
    assert seen.seq >= 0
    assert attempt.started is None or abs(attempt.started) < 1e17


def test_texts_are_made_safe_at_the_border(samples):
    attempt = samples.attempt(name="\x1b]0;owned\x07\u202e[/]")
    clean = cleaned(attempt)
    assert "\x1b" not in json.dumps(clean, ensure_ascii=False)
    assert "\u202e" not in clean["peer"]["name"]


def test_who_sent_it_is_the_topic_whatever_the_payload_says():
    names = Topics()
    assert names.parse("pairtui/1/plant/gw-1/verdict") == (Gateway("plant", "gw-1"), "verdict")
    for topic in (
        "pairtui/1/plant/gw-1/verdict/x", "pairtui/1/plant//verdict", "pairtui/2/plant/gw-1/verdict",
        "pairtui/1/pl\u202eant/gw/verdict", "pairtui/1/#/+/state", "pairtui/1/plant/gw-1/own", "", "pairtui/1/..",
        "pairtui/1/+/+/state",
    ):  # fmt: skip
        assert names.parse(topic) is None


# ── what leaves a gateway ─────────────────────────────────────────────────────────────────────────────────────────


def test_addresses_and_names_stay_at_home(samples):
    attempt = samples.attempt(name="Anna's Sensor 123")
    out = encode(Pseudonyms(b"key").attempt(attempt, ["Neighbour TV"]))
    assert b"C0:FF:EE" not in out.upper()
    assert b"Anna" not in out
    assert b"# Sensor #" in out
    assert b"peer-" in out


def test_a_stand_in_is_the_same_wherever_the_key_is():
    one, other, stranger = Pseudonyms(b"k"), Pseudonyms(b"k"), Pseudonyms(b"x")
    assert (
        one.address("c0:ff:ee:00:00:01") == other.address("C0-FF-EE-00-00-01") != stranger.address("C0:FF:EE:00:00:01")
    )
    assert one.name("Kitchen") == other.name("Kitchen") != "Kitchen"


def test_a_device_that_is_called_like_a_word_of_the_document_changes_no_meaning(samples):
    attempt = samples.attempt(name="pairing")
    assert attempt_from(Pseudonyms(b"k").attempt(attempt)).kind == "pairing"


def test_what_was_replaced_still_is_an_attempt(samples):
    read = attempt_from(Pseudonyms(b"k").attempt(samples.attempt()))
    assert read.diagnosis and read.diagnosis.cause == "wrong-passkey"
    assert str(read.peer.address).startswith("peer-")


# ── size ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_steps_go_where_a_verdict_is_too_large(samples):
    whole = samples.verdict(steps=1000)
    assert len(completed(encode({**whole, "id": "abcd1234-1", "rev": 1}), 1.0, 1.0)) <= 16384
    assert whole["attempt"]["steps_cut"] + len(whole["attempt"]["steps"]) == 1000
    assert whole["attempt"]["steps"][-1]["record"] == 999


def test_what_cannot_be_cut_small_enough_is_none(samples):
    body = encode(samples.verdict(steps=50))
    assert len(cut(body, 2000) or b"") in range(1000, 2001)
    assert cut(body, 100) is None


def test_a_huge_diagnosis_is_shortened_too(samples):
    attempt = samples.attempt(name="x" * 20_000)
    from pairtui.fleet.verdict import verdict

    made = verdict(attempt, at=0, boot="", synced=True, versions={}, model={})
    made["attempt"]["peer"]["name"] = ""
    assert len(encode(made)) < 16384


def test_late_says_that_it_waited():
    assert b'"late":true' in completed(b'{"a":1}', 100.0, 10.0)
    assert json.loads(completed(b'{"a":1}', 100.0, 99.0)) == {"a": 1, "sent": 100.0, "late": False}


# ── what is missing ───────────────────────────────────────────────────────────────────────────────────────────────


@given(st.lists(st.integers(1, 60), max_size=80), st.integers(0, 70))
def test_what_is_missing_is_what_did_not_come(came, last):
    sequence = Sequence()
    for seq in came:
        sequence.have(seq)
    sequence.exists(last)
    expected = set(range(1, max([last, *came, 0]) + 1)) - set(came)
    found: set[int] = set()
    while (gap := sequence.missing()) is not None:
        found.update(range(gap[0], gap[1] + 1))
        sequence.gone(*gap)
    assert found == expected

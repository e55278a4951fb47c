"""Where secrets stand: in every spelling, at every octet, and in time that does not grow with how many there are."""

import random

import pytest

from pairtui.report.redact.places import places, spellings

KEYS = [random.Random(number).randbytes(16) for number in range(3)]
BLOCK = 1 << 16


@pytest.mark.parametrize(
    "at", [0, 1, 7, 8, 9, BLOCK - 47, BLOCK - 16, BLOCK - 8, BLOCK - 7, BLOCK - 1, BLOCK, BLOCK + 5]
)
def test_each_spelling_is_found_wherever_it_stands(at):
    for spelt in spellings(KEYS[1]):
        data = bytearray(b"." * (BLOCK + 100))
        data[at : at + len(spelt)] = spelt
        assert list(places(data, KEYS)) == [(at, len(spelt), KEYS[1])]


def test_what_only_begins_as_a_secret_does_is_none():
    spelt = KEYS[0].hex(" ").encode()
    for other in (KEYS[0][:15] + b"\0", spelt[:46] + b"g", spelt[:23] + b"\n" + spelt[24:], spelt[:40]):
        assert not list(places(b"<" + other + b">" * 50, KEYS))


def test_nothing_is_looked_for_where_there_is_no_secret():
    assert not list(places(b"." * 100, []))


def test_secrets_that_begin_alike_are_told_apart():
    alike = [KEYS[0][:12] + number.to_bytes(4, "big") for number in range(500)]
    data = b"".join(key.hex().encode() + b"\n" for key in alike)
    assert [(at, key) for at, _, key in sorted(places(data, alike))] == [(33 * n, key) for n, key in enumerate(alike)]

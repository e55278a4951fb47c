"""Who made a device, by the first half of its public address."""

import pytest

from pairtui.ui.text.assigned_numbers import maker


def test_the_maker_of_an_address():
    assert maker("00:1C:05:00:00:01") == "Nonin Medical Inc."


@pytest.mark.parametrize(
    "address", ["", "00:1C:05", "XX:YY:ZZ:00:00:00", "日本語日本語日本語日本語日本語日本", "C0:FF:EE:00:00:01"]
)
def test_what_nobody_made(address):
    assert maker(address) == ""

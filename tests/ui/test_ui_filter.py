"""The filter's words, each on a device that fits and on one that does not."""

import pytest

from pairtui.pairing.state import Device
from pairtui.ui.text.device_facts import address_kind
from pairtui.ui.text.device_filter import filter_of

BASE = "-0000-1000-8000-00805f9b34fb"
CUFF = Device(
    "cuff", adapter="hci0", address="28:FF:B2:AA:10:01", address_type="public", name="BP7350", rssi=-63, paired=True,
    uuids=(f"00001810{BASE}",), manufacturer=0x020E,
)  # fmt: skip
BAND = Device("band", adapter="hci1", address="5A:00:00:00:10:02", address_type="random", name="Band", rssi=-80)
PHONE = Device("phone", address="00:1C:05:00:00:01", address_type="public", uuids=(f"0000110b{BASE}",), connected=True)


@pytest.mark.parametrize(("text", "fitting"), [
    ("", {CUFF, BAND, PHONE}),
    ("bp73", {CUFF}),
    ("5a:00", {BAND}),
    ("omron", {CUFF}),
    ("blood", {CUFF}),
    ("nonin", {PHONE}),
    ("rssi>-70", {CUFF}),
    ("rssi<-70", {BAND}),
    ("rssi>-", {CUFF, BAND, PHONE}),
    ("paired", {CUFF}),
    ("!paired", {BAND, PHONE}),
    ("!", {CUFF, BAND, PHONE}),
    ("connected", {PHONE}),
    ("transport:le", {CUFF, BAND}),
    ("transport:bredr", {PHONE}),
    ("kind:public", {CUFF, PHONE}),
    ("kind:resolvable", {BAND}),
    ("uuid:1810", {CUFF}),
    ("service:audio", {PHONE}),
    ("company:omron", {CUFF}),
    ("adapter:hci1", {BAND}),
    ("paired rssi<-70", set()),
    ("b !paired", {BAND}),
])  # fmt: skip
def test_words_of_the_filter(text, fitting):
    assert {device for device in (CUFF, BAND, PHONE) if filter_of(text)(device)} == fitting


@pytest.mark.parametrize(("address", "kind"), [
    ("C0:00:00:00:00:01", "static"),
    ("FF:00:00:00:00:01", "static"),
    ("7F:00:00:00:00:01", "resolvable"),
    ("3F:00:00:00:00:01", "non-resolvable"),
    ("80:00:00:00:00:01", ""),
])  # fmt: skip
def test_kinds_of_random_addresses(address, kind):
    assert address_kind(Device("key", address=address, address_type="random")) == kind


def test_a_public_address_alone_says_nothing_of_the_transport():
    assert Device("key", address="00:1C:05:00:00:01", address_type="public").transports == ("le", "bredr")

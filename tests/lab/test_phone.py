"""A phone connects to the gateway, whose own battery reading makes it ask for a pairing that it then refuses."""

from collections.abc import Iterator

import pytest
from console import Console
from control import Put
from observers import AirRecording, btmgmt, pairable, set_pairable, until
from scenario import expect_analysis, expect_verdict

GATEWAY = "AA:BB:CC:00:00:01"


@pytest.fixture
def advertising() -> Iterator[None]:
    btmgmt("connectable on")
    btmgmt("advertising on")
    yield
    btmgmt("advertising off")
    btmgmt("connectable off")
    set_pairable(True)


@pytest.mark.usefixtures("advertising")
def test_the_gateway_asks_for_a_pairing_that_it_refuses(console: Console, peer: Put, air: AirRecording) -> None:
    phone = peer("phone")
    console.press("g")
    until(lambda: not pairable(), "bluetoothd has made the adapter not pairable")
    phone.do("connect", address=GATEWAY)
    title = "This gateway asked for the pairing that it then refused"
    expect_verdict(console, "smp:0x05", "local", "feature exchange", "gatt-client-triggers-pairing", title)
    attempt = expect_analysis(air, "smp:0x05", "local", "feature exchange", "gatt-client-triggers-pairing")
    assert attempt["role"] == "responder"
    assert ["pairing failed", "0x05"] in phone.events()

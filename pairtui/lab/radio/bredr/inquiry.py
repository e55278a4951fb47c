"""Inquiry: finding devices that are discoverable (Core Specification, Vol 4, Part E, 7.1.1; Vol 2, Part B, 8.4)."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bumble import hci
from bumble.hci import Address

from pairtui.lab.radio.bredr.link import Station

UNIT_SECONDS = 1.28
"""The unit of an inquiry's length."""

RSSI, EXTENDED = 1, 2
"""Inquiry modes with the signal strength, and with the extended inquiry response as well (7.3.50)."""

_PAGE_SCAN_R1 = 1


@dataclass(frozen=True, slots=True)
class InquiryResponse:
    """What a discoverable device answers. `eir` is the significant part of its extended inquiry response."""

    address: Address
    class_of_device: int
    eir: bytes = b""


class Inquiry:
    """The inquiry of one controller. `mode` is its inquiry mode.

    `responders` gives the answers of those that are discoverable by an inquiry access code now, `strength` how strong
    each is heard, in dBm.
    """

    def __init__(
        self,
        station: Station,
        responders: Callable[[int], Iterator[InquiryResponse]],
        strength: Callable[[Address], int],
    ) -> None:
        self.mode = 0
        self._station = station
        self._responders = responders
        self._strength = strength
        self._timers: list[asyncio.TimerHandle] = []
        self._heard: set[Address] = set()
        self._recent: set[Address] = set()

    @property
    def running(self) -> bool:
        """Whether an inquiry is under way."""
        return bool(self._timers)

    def start(self, lap: int, length: int, most: int) -> None:
        """Inquire for `length` units; `most` devices at most (0: any number). Each answers in every second unit."""
        self._heard.clear()
        for unit in range(length):
            if unit % 2 == 0:
                self._later(unit * UNIT_SECONDS, self._again)
            self._later(unit * UNIT_SECONDS, lambda: self._round(lap, most))
        self._later(length * UNIT_SECONDS, self._complete)

    def stop(self) -> None:
        """End it without an event, as Inquiry Cancel does."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()

    def _later(self, seconds: float, action: Callable[[], None]) -> None:
        self._timers.append(asyncio.get_running_loop().call_later(seconds, action))

    def _round(self, lap: int, most: int) -> None:
        """Whoever listens answers at a time of its own in this unit."""
        for response in self._responders(lap):
            if response.address not in self._recent:
                self._recent.add(response.address)
                self._heard.add(response.address)
                delay = self._station.random.uniform(0.05, UNIT_SECONDS - 0.05)
                self._later(delay, lambda each=response: self._report(each))  # type: ignore[misc]
                if most and len(self._heard) >= most:
                    self._later(UNIT_SECONDS, self._complete)
                    return

    def _again(self) -> None:
        self._recent.clear()

    def _complete(self) -> None:
        self.stop()
        self._station.send_event(hci.HCI_Inquiry_Complete_Event(status=hci.HCI_SUCCESS))

    def _report(self, response: InquiryResponse) -> None:
        strength = self._strength(response.address)
        if self.mode == EXTENDED and response.eir:
            self._station.send_event(
                hci.HCI_Extended_Inquiry_Result_Event(
                    num_responses=1,
                    bd_addr=response.address,
                    page_scan_repetition_mode=_PAGE_SCAN_R1,
                    reserved=0,
                    class_of_device=response.class_of_device,
                    clock_offset=0,
                    rssi=strength,
                    extended_inquiry_response=response.eir[:240].ljust(240, b"\0"),
                )
            )
            return
        fields = {
            "bd_addr": [response.address],
            "page_scan_repetition_mode": [_PAGE_SCAN_R1],
            "class_of_device": [response.class_of_device],
            "clock_offset": [0],
        }
        if self.mode:
            self._station.send_event(hci.HCI_Inquiry_Result_With_RSSI_Event(reserved=[0], rssi=[strength], **fields))
        else:
            self._station.send_event(hci.HCI_Inquiry_Result_Event(reserved_0=[0], reserved_1=[0], **fields))

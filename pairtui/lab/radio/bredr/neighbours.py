"""The other dual-mode controllers in range of one: what a radio shows of them before there is a link."""

from collections.abc import Iterator
from typing import Protocol

from bumble.hci import Address, LmpFeatureMask
from bumble.link import LocalLink

from pairtui.lab.radio.bredr.inquiry import InquiryResponse
from pairtui.lab.radio.bredr.settings import INQUIRY_SCAN, ControllerSettings


class Neighbour(Protocol):
    """A controller with BR/EDR."""

    in_range: bool
    aes_ccm: bool
    settings: ControllerSettings
    lmp_features: LmpFeatureMask

    @property
    def hears_pages(self) -> bool:
        """Whether it answers a page now."""

    @property
    def public_address(self) -> Address:
        """Its address."""


class Neighbours:
    """Those of `own` on `air`."""

    def __init__(self, own: Neighbour, air: LocalLink) -> None:
        self._own = own
        self._air = air

    def find(self, peer: Address) -> Neighbour | None:
        """The controller of `peer`, where it is in range."""
        return next((other for other in self._all() if other.public_address == peer), None)

    def listens(self, peer: Address) -> bool:
        """Whether `peer` listens for pages."""
        other = self.find(peer)
        return other is not None and other.hears_pages

    def class_of(self, peer: Address) -> int:
        """The class of device that `peer` pages with."""
        other = self.find(peer)
        return other.settings.class_of_device if other else 0

    def shared_features(self, peer: Address) -> LmpFeatureMask:
        """The features of both, which real link managers send each other when the link comes up."""
        other = self.find(peer)
        return self._own.lmp_features & other.lmp_features if other else LmpFeatureMask(0)

    def aes_ccm(self, peer: Address) -> bool:
        """Whether both encrypt with AES-CCM where they have Secure Connections, as they should."""
        other = self.find(peer)
        return other is not None and self._own.aes_ccm and other.aes_ccm

    def respond(self, lap: int) -> Iterator[InquiryResponse]:
        """The answers to an inquiry with the access code `lap`."""
        for other in self._all():
            now = other.settings
            if now.scan_enable & INQUIRY_SCAN and lap in now.laps:
                yield InquiryResponse(other.public_address, now.class_of_device, now.eir.rstrip(b"\0"))

    def _all(self) -> Iterator[Neighbour]:
        for other in self._air.controllers if self._own.in_range else ():
            dual = isinstance(getattr(other, "settings", None), ControllerSettings)
            if other is not self._own and dual and other.in_range:
                yield other

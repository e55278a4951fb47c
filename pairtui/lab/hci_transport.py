"""A real controller as the gateway's, through one of Bumble's transports."""

import asyncio
import errno
from collections.abc import Mapping
from typing import Any

from bumble.transport import open_transport

from pairtui.errors import Unusable
from pairtui.lab.devices.peripheral import Peripheral
from pairtui.lab.environment import NoController, Report
from pairtui.lab.radio.scanning_host import ScanningHost

OPEN_SECONDS = 10.0

SCHEMES: Mapping[str, str] = {
    "usb": "usb:0, the first Bluetooth controller on USB, or usb:VENDOR:PRODUCT",
    "pyusb": "pyusb:0",
    "serial": "serial:/dev/ttyUSB0,1000000, or serial:COM3,1000000",
    "hci-socket": "hci-socket:0 for hci0 of this Linux, without bluetoothd on it",
    "tcp-client": "tcp-client:HOST:PORT",
    "tcp-server": "tcp-server:_:PORT",
    "udp": "udp:HOST:PORT,HOST:PORT",
    "unix": "unix:PATH",
    "ws-client": "ws-client:ws://HOST:PORT",
    "pty": "pty",
    "vhci": "vhci",
    "android-netsim": "android-netsim",
}
"""What Bumble can reach a controller through, each with how it is written."""

BLUETOOTHD = "stop what uses it: sudo systemctl stop bluetooth, sudo hciconfig hci0 down; or name another controller"

_ERRORS: tuple[tuple[int, str, str], ...] = (
    (errno.EBUSY, "is in use by another program", BLUETOOTHD),
    (errno.EACCES, "may not be opened by this user", "run it as root, or let your group use the device (udev rule)"),
    (errno.EPERM, "may not be opened by this user", "run it as root, or let your group use the device (udev rule)"),
    (errno.ENOENT, "does not exist", "plug it in, or name another: ls /dev/ttyUSB* /dev/ttyACM*; lsusb"),
    (errno.ENODEV, "does not exist", "plug it in, or name another: hciconfig -a; lsusb"),
    (errno.ECONNREFUSED, "refuses the connection", "start what serves the controller there"),
    (errno.ENOTTY, "is no serial line", "name another: ls /dev/ttyUSB* /dev/ttyACM*"),
    (
        errno.EIO,
        "cannot be reached: this system lets no program use USB",
        "give /dev/bus/usb to this user or container",
    ),
    (errno.EADDRINUSE, "is in use by another program", "name another port"),
    (errno.EBADFD, "is up and used by the kernel", BLUETOOTHD),
)
_WORDS: tuple[tuple[str, int], ...] = (
    ("busy", errno.EBUSY),
    ("access", errno.EACCES),
    ("permission", errno.EACCES),
    ("no such file", errno.ENOENT),
    ("not found", errno.ENODEV),
    ("no such device", errno.ENODEV),
    ("list index out of range", errno.ENODEV),
    ("inappropriate ioctl", errno.ENOTTY),
    ("libusb_error_other", errno.EIO),
)
"""Errors of pyserial and libusb say what happened in words only."""


class UnknownTransport(Unusable):
    """A transport there is none of, or written wrongly; the text is one sentence."""


def check(spec: str) -> None:
    """Raises UnknownTransport where `spec` cannot be a transport."""
    scheme, colon, rest = spec.partition(":")
    if scheme not in SCHEMES:
        raise UnknownTransport(f"{spec!r} names no controller; write {'; '.join(SCHEMES.values())}")
    if not (colon and rest) and scheme not in ("pty", "vhci", "android-netsim"):
        raise UnknownTransport(f"{spec!r} does not say which; write {SCHEMES[scheme]}")
    if scheme == "udp" and rest.count(":") < 2:
        raise UnknownTransport(f"{spec!r} lacks an address; write {SCHEMES[scheme]}")
    if scheme == "tcp-client" and not rest.rpartition(":")[2].isdecimal():
        raise UnknownTransport(f"{spec!r} has no port; write {SCHEMES[scheme]}")


class ControllerEnvironment:
    """The controller behind `spec`, and the devices that are really there."""

    def __init__(self, spec: str) -> None:
        self.title = spec
        self.first = ""
        self.peripherals: dict[str, Peripheral] = {}
        self._transport: Any = None

    async def host(self) -> ScanningHost:
        """The host on this controller. Raises NoController."""
        try:
            transport = await asyncio.wait_for(open_transport(self.title), OPEN_SECONDS)
        except TimeoutError:
            raise NoController(f"{self.title} does not open", "see that the controller has power") from None
        except ImportError as error:
            raise NoController(f"{self.title} needs {error.name}", f"pip install {error.name}") from None
        except Exception as error:  # each transport raises what its own library has
            raise _refused(self.title, error) from error
        self._transport = transport
        return ScanningHost(transport.source, transport.sink)

    async def begin(self, report: Report) -> None:
        """Whoever is in range is there already."""

    async def lost(self) -> None:
        """Returns when the controller is gone."""
        if self._transport is not None:
            await asyncio.wait({self._transport.source.terminated})

    async def close(self) -> None:
        """Give the controller back."""
        transport, self._transport = self._transport, None
        if transport is not None:
            await transport.close()


def _refused(spec: str, error: Exception) -> NoController:
    """What an error of a transport's library says, and what to do about it."""
    number = getattr(error, "errno", None)
    words = f"{error} {type(error).__name__}".lower()
    if number is None:
        number = next((found for word, found in _WORDS if word in words), None)
    for known, why, remedy in _ERRORS:
        if number == known:
            return NoController(f"{spec} {why}", remedy)
    text = getattr(error, "strerror", None) or str(error).strip() or type(error).__name__
    return NoController(f"{spec} cannot be opened: {text.splitlines()[0]}", "name another controller")

"""The test of a bond: in which order BlueZ and the kernel are asked, what is said, and how the device is left."""

import asyncio
import errno

import pytest

from pairtui.pairing import actions
from pairtui.pairing.events import ActionFinished, DeviceChanged, Logged, SourceChanged, SourceState
from pairtui.sources.bluez import connections as bluez_connections
from pairtui.sources.bluez import verify_bond as bluez_verify
from pairtui.sources.bluez.source import BluezSource
from pairtui.sources.bluez.stored_bonds import StoredBonds
from pairtui.sources.kernel.att_channel import Security
from pairtui.sources.kernel.att_client import Attribute
from tests.sources.bluez_double import ADDRESS, PATH, Refusal

OWN = "00:00:5E:00:53:01"
SECRET = Attribute(18, "486f64c6-4b5f-4b3b-8aff-ede134a8446b", 0x0F)


class Kernel:
    """The channel, the reading and the links, as a test has them."""

    def __init__(self, bluez) -> None:
        self.bluez = bluez
        self.reads: object = (Security(4, 16), SECRET, 0)
        self.services: object = 0
        self.gone = asyncio.Event()
        self.gone.set()

    async def test(self, ends, level):
        self.bluez.calls.append(("channel", ends.peer, level))
        if isinstance(self.reads, OSError):
            raise self.reads
        return self.reads

    async def browse(self, ends):
        assert ends.bredr
        self.bluez.calls.append(("SDP", ends.peer))
        if isinstance(self.services, OSError):
            raise self.services
        return Security(3, 16), self.services, 0

    async def read(self, path, peer, handle):
        self.bluez.calls.append(("read", path, handle))
        return 6

    async def link_ended(self, adapter, address, seconds):
        await self.gone.wait()
        return True


@pytest.fixture
def kernel(bluez, monkeypatch) -> Kernel:
    kernel = Kernel(bluez)
    monkeypatch.setattr(bluez_verify, "_test", kernel.test)
    monkeypatch.setattr(bluez_verify, "_test_bredr", kernel.browse)
    monkeypatch.setattr(bluez_verify, "read_through_bluez", kernel.read)
    monkeypatch.setattr(bluez_connections, "link_ended", kernel.link_ended)
    return kernel


@pytest.fixture
def info() -> str:
    return "[LongTermKey]\nAuthenticated=3\nEncSize=16\n"


@pytest.fixture
async def verifying(library, bluez, kernel, listen, tmp_path, info):
    """Pairs `connected` or not, verifies it, and gives the end and what was asked of BlueZ and the kernel."""
    folder = tmp_path / "bluetooth" / OWN / ADDRESS
    folder.mkdir(parents=True)
    (folder / "info").write_text(info)
    source = BluezSource(address=bluez.address, bonds=StoredBonds(tmp_path / "seen.json", tmp_path / "bluetooth"))
    told = listen(source)
    await told.until(SourceChanged, state=SourceState.UP)
    await told.until(Logged, text="agent registered with KeyboardDisplay")

    async def verify(connected: bool, bearer: str = "") -> tuple[ActionFinished, list[str]]:
        bluez.add_device(Paired=True, Bonded=True, Connected=connected)
        await told.until(DeviceChanged)
        bluez.calls.clear()
        await source.perform(actions.Verify(PATH, bearer))
        end = await told.until(ActionFinished, lambda event: isinstance(event.action, actions.Verify))
        names = ("Connect", "Disconnect", "channel", "read")
        return end, [call[0] for call in bluez.calls if call[0] in names]

    return verify


async def test_a_bond_that_works_leaves_a_connected_device_connected(verifying, bluez):
    end, asked = await verifying(connected=True)
    assert end.error is None
    assert end.text == (
        f"the bond works: level 4, key of 16 octets; {SECRET.uuid}, refused before with "
        "att:0x0f Insufficient Encryption, now gives 6 octets"
    )
    assert asked == ["Disconnect", "channel", "Disconnect", "Connect", "read", "Disconnect", "Connect"]
    assert bluez.objects[PATH]["org.bluez.Device1"]["Connected"].value is True


async def test_a_device_that_was_not_connected_is_not_afterwards(verifying, bluez):
    end, asked = await verifying(connected=False)
    assert end.error is None
    assert asked == ["channel", "Disconnect", "Connect", "read", "Disconnect"]
    assert bluez.objects[PATH]["org.bluez.Device1"]["Connected"].value is False


async def test_where_it_cannot_be_connected_again_it_says_so(verifying, bluez, kernel):
    kernel.reads = (Security(2, 16), None, 0)
    bluez.refusals["Connect"] = Refusal("org.bluez.Error.Failed", "le-connection-abort-by-local")
    end, _ = await verifying(connected=True)
    assert end.error is None
    assert end.text.endswith(
        "nothing protected to read; it was connected before, and could not be connected again: "
        "le-connection-abort-by-local"
    )


async def test_a_bond_that_the_peer_has_deleted(verifying, kernel):
    kernel.reads = OSError(errno.EACCES, "Permission denied")
    end, asked = await verifying(connected=True)
    assert end.error == "pairtui.Error.BondRefused"
    assert end.text.endswith(
        "has deleted the bond; remove it here and pair again; it was connected before, and is not now"
    )
    assert asked == ["Disconnect", "channel"], "BlueZ would have no link either"


async def test_a_device_that_is_away_says_nothing_about_its_bond(verifying, kernel):
    kernel.reads = OSError(errno.EHOSTDOWN, "Host is down")
    end, _ = await verifying(connected=False)
    assert end.error == "pairtui.Error.NotReachable"
    assert end.text == f"{ADDRESS} did not answer, so nothing is known about its bond: bring it near and wake it up"


BREDR = pytest.mark.parametrize("info", ["[LinkKey]\nType=5\nPINLength=0\n"])


@BREDR
async def test_a_bond_of_bredr_is_seen_to_work_by_browsing_its_services(verifying, kernel):
    kernel.services = 3
    end, asked = await verifying(connected=False)
    assert (end.error, end.text) == (
        None,
        "the bond works: level 3, key of 16 octets; its SDP server lists 3 services",
    )
    assert asked == ["Disconnect"], "a link of a channel stays for two seconds"


@BREDR
async def test_a_bond_of_bredr_that_the_peer_has_deleted(verifying, kernel):
    kernel.services = OSError(errno.EACCES, "Permission denied")
    end, _ = await verifying(connected=False)
    assert end.error == "pairtui.Error.BondRefused"
    assert end.text == f"{ADDRESS} refused the stored key: it has deleted the bond; remove it here and pair again"


BOTH = pytest.mark.parametrize("info", ["[LinkKey]\nType=5\nPINLength=0\n[LongTermKey]\nAuthenticated=3\nEncSize=16\n"])


@BOTH
@pytest.mark.parametrize(("bearer", "asked", "says"), [("bredr", "SDP", "level 3"), ("le", "channel", "level 4")])
async def test_of_two_keys_the_one_that_is_asked_for_is_used(verifying, bluez, kernel, bearer, asked, says):
    kernel.services = 3
    end, _ = await verifying(connected=False, bearer=bearer)
    assert end.error is None and says in end.text
    assert [call[0] for call in bluez.calls if call[0] in ("SDP", "channel")] == [asked]


async def test_a_transport_without_a_key_is_not_tried(verifying):
    end, asked = await verifying(connected=True, bearer="bredr")
    assert end.error == "pairtui.Error.NotPaired" and "no key for BR/EDR" in end.text
    assert asked == [], "the kernel would pair anew"


async def test_nothing_is_connected_while_the_kernel_ends_the_link_of_before(console, bluez, kernel):
    bluez.add_device(Connected=True)
    await console.until(DeviceChanged)
    kernel.gone.clear()
    disconnecting = asyncio.create_task(console.source.perform(actions.Disconnect(PATH)))
    connecting = asyncio.create_task(console.source.perform(actions.Connect(PATH)))
    await console.until(DeviceChanged, changes={"connected": False})
    assert not disconnecting.done(), "BlueZ says that it is disconnected, and the kernel still has the link"
    assert bluez.called("Connect") == []
    kernel.gone.set()
    await asyncio.gather(disconnecting, connecting)
    assert bluez.called("Connect") == [("Connect", PATH)]

"""`pairtui doctor`: each thing that is needed, there or not, with its remedy."""

import sys

import pytest

from pairtui.pairing.events import SourceState
from pairtui.pairing.state import SourceStatus
from pairtui.sources.doctor.checks import check_all
from tests.sources.bluez_double import BluezDouble, Refusal


@pytest.fixture
def rfkill(tmp_path):
    folder = tmp_path / "rfkill"
    folder.mkdir()

    def switch(number: int, soft: str = "0", hard: str = "0", kind: str = "bluetooth") -> None:
        one = folder / f"rfkill{number}"
        one.mkdir()
        for name, text in (("type", kind), ("name", f"hci{number}"), ("soft", soft), ("hard", hard)):
            (one / name).write_text(text + "\n")

    return switch


@pytest.fixture
def btmon(tmp_path):
    """A btmon that hears something at once."""
    file = tmp_path / "btmon-that-works"
    body = "import sys, time\nif '--version' in sys.argv: print('5.66'); sys.exit()\n"
    body += "out = open(sys.argv[2], 'wb', buffering=0); out.write(b'btsnoop\\0' + bytes(30)); time.sleep(60)\n"
    file.write_text(f"#!{sys.executable} -SE\n{body}")
    file.chmod(0o755)
    return str(file)


@pytest.fixture
def check(tmp_path):
    """Runs the check on a bus; a status is not up exactly if it says why, and what to do."""

    async def run(bus: str, btmon: str = "no-such-program") -> dict[str, SourceStatus]:
        found = await check_all(bus, btmon, f"{tmp_path}/rfkill")
        assert all(bool(status.why) == bool(status.remedy) for status in found)
        assert all(status.why for status in found if status.state is SourceState.DOWN)
        return {status.name: status for status in found}

    return run


async def test_all_is_well(library, bluez, rfkill, btmon, check):
    rfkill(0)
    found = await check(bluez.address, btmon)
    assert list(found) == ["dbus", "bluez", "hci0", "versions", "agent", "btmon", "rfkill", "mgmt", "journal", "config"]
    needed = [status for name, status in found.items() if name not in ("mgmt", "journal", "config")]
    assert {status.state for status in needed} == {SourceState.UP}
    assert found["dbus"].detail == f"dbus-{library}"
    assert found["hci0"].detail == "00:00:5E:00:53:01"
    assert found["btmon"].detail == "5.66"
    assert bluez.agent is None, "the agent was taken back"


async def test_no_bus(library, tmp_path, rfkill, check):
    found = await check(f"unix:path={tmp_path}/nothing")
    assert found["dbus"].remedy == "sudo systemctl start dbus"
    assert found["btmon"].why == "btmon is not installed"


async def test_no_bluetoothd(library, private_bus, rfkill, check):
    found = await check(private_bus.address)
    assert found["dbus"].state is SourceState.UP
    assert found["bluez"].state is SourceState.DOWN


async def test_no_adapter(library, private_bus, rfkill, check):
    double = BluezDouble(private_bus.address)
    await double.start()
    found = await check(private_bus.address)
    assert found["adapter"].why == "There is no adapter."
    await double.stop()


async def test_the_adapter_is_off_and_blocked(library, bluez, rfkill, check):
    bluez.change("/org/bluez/hci0", Powered=False)
    rfkill(0, soft="1")
    rfkill(1, soft="1", kind="wlan")
    found = await check(bluez.address)
    assert (found["hci0"].why, found["hci0"].remedy) == ("hci0 is off.", "Switch the adapter on: bluetoothctl power on")
    assert (found["rfkill"].why, found["rfkill"].remedy) == ("hci0 is blocked", "sudo rfkill unblock bluetooth")


async def test_an_adapter_that_is_not_pairable_is_up_and_says_so(library, bluez, rfkill, check):
    bluez.change("/org/bluez/hci0", Pairable=False)
    hci0 = (await check(bluez.address))["hci0"]
    assert (hci0.state, hci0.remedy) == (SourceState.UP, "Make the adapter pairable: bluetoothctl pairable on")
    assert hci0.why.startswith("The adapter is not bondable")


async def test_known_faults_of_the_versions_are_told(library, bluez, rfkill, check, monkeypatch):
    monkeypatch.setattr("platform.release", lambda: "5.1.2")
    versions = (await check(bluez.address))["versions"]
    assert "Linux 5.1 began to refuse channels" in versions.why
    assert versions.detail.startswith("Linux 5.1.2, BlueZ ")


async def test_a_hardware_switch_comes_first(library, bluez, rfkill, check):
    rfkill(0, soft="1", hard="1")
    assert (await check(bluez.address))["rfkill"].why == "hci0 is blocked by a hardware switch"


async def test_no_agent_can_be_registered(library, bluez, rfkill, check):
    bluez.refusals["RegisterAgent"] = Refusal("org.bluez.Error.AlreadyExists", "Already Exists")
    assert "Already Exists" in (await check(bluez.address))["agent"].why


async def test_the_policy_forbids_it(library, bluez, rfkill, check):
    bluez.refusals["GetManagedObjects"] = Refusal("org.freedesktop.DBus.Error.AccessDenied", "no")
    assert "policy" in (await check(bluez.address))["bluez"].why

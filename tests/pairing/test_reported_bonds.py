"""What people report of a bond decides the cause where the code beside it leaves that open."""

import pytest

from tests.pairing.pasted import read, verdicts

_WRITE_133 = "E/BleManager: onDescriptorWrite error 133\n"
_BOND_LOST = "I erased the bond on the BLE sensor, and since then the tablet does not connect.\n"
_OTHER_PHONE = "The BLE sensor is still bonded with another phone of mine, and so it fails.\n"


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ("The sensor is new here, and so is the tablet.\n", "link-lost"),
        (_BOND_LOST, "peer-bond-missing"),
        ("Removing the bond on the tablet makes it work again with the BLE sensor.\n", "peer-bond-missing"),
        (_OTHER_PHONE, "peer-bonded-elsewhere"),
        ("After I unpaired the BLE sensor I cannot get it to bond.\n", "bond-not-replaced"),
        ("The tablet loses its bonding with the BLE sensor and never connects.\n", "local-bond-missing"),
    ],
)
def test_an_error_without_a_reason_has_the_cause_that_is_reported(words, cause):
    ((code, _, told),) = verdicts(f"{words}\n{_WRITE_133}")[0]
    assert (code, told) == ("gatt:133", cause)


def test_a_reported_cause_is_only_possible_and_is_shown_in_its_words():
    (attempt,) = read(f"{_BOND_LOST}\n{_WRITE_133}").attempts.values()
    assert attempt.diagnosis.confidence == "possible"
    assert any("I erased the bond" in shown.text for shown in attempt.diagnosis.evidence)


def test_a_code_that_tells_more_keeps_its_cause():
    line = 'Error Domain=CBErrorDomain Code=14 "Peer removed pairing information"\n'
    assert [told for *_, told in verdicts(f"{_OTHER_PHONE}\n{line}")[0]] == ["peer-bond-missing"]


def test_the_log_of_the_device_lacks_the_bond_that_its_owner_erased_on_the_phone():
    line = "<wrn> bt_smp: Security failed: C0:11:22:33:44:55 level 1 err 9\n"
    words = "The tablet loses its bonding with the BLE sensor and never connects.\n"
    assert [told for *_, told in verdicts(f"{words}\n{line}")[0]] == ["peer-bond-missing"]


def test_the_end_of_a_link_has_the_cause_that_is_reported():
    line = "onClientConnectionState() - status=22 clientIf=5\n"
    assert verdicts(f"{_BOND_LOST}\n{line}") == ([], [("peer-bond-missing", "hci:0x16")])


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ("The sensor is new here, and so is the program.", "peer-requires-authentication"),
        ("When I delete the bond from windows and keep it on the sensor, the read fails.", "local-bond-missing"),
        ("If I wipe the pairing table of the sensor and keep that of the laptop, reading fails.", "peer-bond-missing"),
    ],
)
def test_a_refused_read_has_the_cause_that_is_reported(words, cause):
    line = "Could not read characteristic handle 12: Protocol Error 0x05: Insufficient Authentication\n"
    assert [told for *_, told in verdicts(f"{words} It is a BLE sensor.\n\n{line}")[0]] == [cause]


def test_a_device_that_is_connected_to_another_master_is_reported_beside_an_error_of_pair():
    words = "The BLE scale is still connected to another master, says its maker.\n"
    line = "Failed to pair: org.bluez.Error.AuthenticationCanceled\n"
    assert [told for *_, told in verdicts(f"{words}\n{line}")[0]] == ["peer-bonded-elsewhere"]

"""What people tell in their own words: a possible cause, never more, and nothing from a question."""

import pytest

from pairtui.sources.capture.source import InputError, read_file
from tests.pairing.pasted import read

_UNSEEN = "The question of the pairing was not shown, as reported"
_UNKNOWN_CODE = "A PIN or passkey is asked for that nobody has, as reported"
_NO_BOND = "The bond does not last, as reported: the two no longer have the same key"
_OLD_BOND = "One side still has the old bond and takes no new one, as reported"
_FAILED = "The pairing failed, as reported; no words of a program say why"
_DROPS = "The link ends again and again, as reported"


@pytest.mark.parametrize(
    ("said", "title", "cause", "side"),
    [
        ("The tablet never asks for the PIN of my Bluetooth scale and gives up.", _UNSEEN, "no-agent", "local"),
        ("My Bluetooth keyboard won't pair, there is no dialog to enter the code.", _UNSEEN, "no-agent", "local"),
        ("The Bluetooth manager never shows the PIN that the keyboard has to get.", _UNSEEN, "no-agent", "local"),
        ("On this desktop the pairing window does not appear and so it ends.", _UNSEEN, "no-agent", "local"),
        ("It asks for a passkey, but my BLE thermometer has no display at all.", _UNKNOWN_CODE, "unknown", "unknown"),
        ("The BT applet asks for a PIN, and I am unable to enter it on a mouse.", _UNKNOWN_CODE, "unknown", "unknown"),
        ("bluetoothctl wants a PIN code from me. I don't know any code.", _UNKNOWN_CODE, "unknown", "unknown"),
        ("Three phones time out when pairing with my Bluetooth scale.", _FAILED, "unknown", "unknown"),
        ("My tablet tries to bond with the BLE scale here and the connection ends.", _FAILED, "unknown", "unknown"),
        (
            "I have to remove the Bluetooth mouse and pair it again after every reboot.",
            _NO_BOND,
            "peer-bond-missing",
            "unknown",
        ),
        (
            "When bonding a 4th phone my BLE board loses the key of one of the others.",
            "There is no room for one more bond, as reported",
            "bond-table-full",
            "unknown",
        ),
        (
            "If too many phones bond, the BLE lock does not keep the last of them.",
            "There is no room for one more bond, as reported",
            "bond-table-full",
            "unknown",
        ),
        (
            "The board after its factory reset fails to connect to my phone over BLE.",
            "The device no longer has the bond that the other side uses, as reported",
            "peer-bond-missing",
            "unknown",
        ),
        (
            "The reconnection to my BLE clock fails.",
            "It does not connect, as reported; no words of a program say why",
            "unknown",
            "unknown",
        ),
        ("The only way to connect to the BLE clock is to remove the bond.", _NO_BOND, "peer-bond-missing", "unknown"),
        (
            "My PC asks for the PIN of the Bluetooth speaker, and 0000 always fails.",
            _UNKNOWN_CODE,
            "unknown",
            "unknown",
        ),
        ("I can connect the tablet to my BLE board but then it disconnects.", _DROPS, "link-lost", "unknown"),
        (
            "Delete the bond on the phone. Pair the BLE scale again, and it fails.",
            _OLD_BOND,
            "bond-not-replaced",
            "unknown",
        ),
        ("The BLE keyboard requires pairing again when it reconnects.", _NO_BOND, "peer-bond-missing", "unknown"),
        (
            "Whenever it resets one has to forget the BLE tag and pair it again.",
            _NO_BOND,
            "peer-bond-missing",
            "unknown",
        ),
        (
            "From one day to the next the bonding data are lost in the BLE lock.",
            _NO_BOND,
            "peer-bond-missing",
            "unknown",
        ),
        ("When I try to pair the BLE board there is only a time-out.", _FAILED, "unknown", "unknown"),
        ("The BLE board shows a pairing prompt every single time.", _NO_BOND, "peer-bond-missing", "unknown"),
        ("The phone wants to pair again with the BLE board.", _NO_BOND, "peer-bond-missing", "unknown"),
        ("The tablet asks for pairing after the DFU of the BLE board.", _NO_BOND, "peer-bond-missing", "unknown"),
        ("If I forget the BLE board and then repair, it works.", _NO_BOND, "peer-bond-missing", "unknown"),
        (
            "The bonding of phone and BLE lock gets out of sync. It is not able to connect.",
            _OLD_BOND,
            "bond-not-replaced",
            "unknown",
        ),
        ("I press the pair button and the BLE sensor disconnects.", _DROPS, "link-lost", "unknown"),
        ("The BLE board gets disconnected after bonding to the laptop.", _DROPS, "link-lost", "unknown"),
        (
            "Every morning it is gone. I need to forget the device and pair again.",
            _NO_BOND,
            "peer-bond-missing",
            "unknown",
        ),
        (
            "The sensor pairs and after 30 seconds it disconnects from the gateway.",
            "It ends after 30 seconds, as reported: SMP's time for a pairing that does not go on",
            "smp-timeout",
            "unknown",
        ),
        (
            "My gateway pairs with it only after removing it from my phone first.",
            "The device is bonded or connected to another host, as reported",
            "peer-bonded-elsewhere",
            "peer",
        ),
        (
            "The Bluetooth lock doesn't go into pairing mode whatever I press.",
            "The device is not in pairing mode, as reported",
            "peer-not-in-pairing-mode",
            "peer",
        ),
        (
            "The BLE device requires pairing before reading that characteristic.",
            "The device wants to be paired before it answers, as reported",
            "peer-requires-authentication",
            "peer",
        ),
        (
            "I removed the tablet from the Bluetooth list of the gateway, and now it refuses to pair again.",
            "One side still has the old bond and takes no new one, as reported",
            "bond-not-replaced",
            "unknown",
        ),
        (
            "After I unpaired the BLE lock I could not bring it to bond.",
            _OLD_BOND,
            "bond-not-replaced",
            "unknown",
        ),
        (
            "The BLE tag has already been bonded to a different phone.",
            "The device is bonded or connected to another host, as reported",
            "peer-bonded-elsewhere",
            "peer",
        ),
        (
            "My tablet reads the BLE tag only the first time, right after pairing, and the next time not.",
            _NO_BOND,
            "peer-bond-missing",
            "unknown",
        ),
        (
            "Each pairing with a headset makes com.android.bluetooth crash.",
            "The phone's Bluetooth crashes, as reported",
            "daemon-gone",
            "local",
        ),
        ("The BLE keypad answers my phone with an authentication failure.", _FAILED, "unknown", "unknown"),
        (
            "The BLE cuff sends a pairing request to the tablet, which never answers it.",
            "The other side does not answer a request to pair, as reported",
            "smp-timeout",
            "unknown",
        ),
        (
            "My phone loses its bonding with the BLE cuff and then there is no connection.",
            "The phone or computer no longer has the bond, as reported",
            "local-bond-missing",
            "unknown",
        ),
        (
            "Once my firmware deletes its BLE bond the iPad never reconnects.",
            "The device no longer has the bond that the other side uses, as reported",
            "peer-bond-missing",
            "unknown",
        ),
        (
            "When I erase the pairing data on the BLE sensor the tablet does not connect any more.",
            "The device no longer has the bond that the other side uses, as reported",
            "peer-bond-missing",
            "unknown",
        ),
        (
            "My phone tells me that the PIN of the Bluetooth speaker was wrong, though I typed none.",
            "A host says that the PIN or passkey is wrong, as reported",
            "unknown",
            "unknown",
        ),
        ("Since the update I cannot pair my cuff with the gateway any more.", _FAILED, "unknown", "unknown"),
        ("Ich kann die Waage über Bluetooth nicht mit dem Gateway koppeln.", _FAILED, "unknown", "unknown"),
        ("Je n'arrive pas à appairer mon tensiomètre Bluetooth avec le Raspberry.", _FAILED, "unknown", "unknown"),
        ("Не удаётся выполнить сопряжение весов по блютуз с этим шлюзом.", _FAILED, "unknown", "unknown"),
        ("蓝牙键盘无法配对，请问怎么解决", _FAILED, "unknown", "unknown"),
        ("No se puede emparejar la báscula Bluetooth con el equipo nuevo.", _FAILED, "unknown", "unknown"),
        (
            "The headset is paired but it does not play any sound over Bluetooth.",
            "It is paired, as reported, and does not work",
            "unknown",
            "unknown",
        ),
        ("My Bluetooth sensor disconnects after a few seconds without a word.", _DROPS, "link-lost", "unknown"),
        (
            "The program cannot connect to the Bluetooth lamp in the hall.",
            "It does not connect, as reported; no words of a program say why",
            "unknown",
            "unknown",
        ),
    ],
)
def test_what_ails_somebody_is_a_possible_cause(said, title, cause, side):
    model = read(f"Hello everybody,\n\n{said}\n")
    (found,) = model.findings
    assert (found.title, found.cause, found.by.value, found.code) == (title, cause, side, None)
    assert found.confidence.value == "possible"
    assert found.evidence[0].text.strip("“”…") in said


def test_a_sentence_that_a_mail_broke_is_one():
    said = "> The gateway pairs with the cuff, and then after\n> 30 seconds it disconnects, every time the same.\n"
    assert [found.cause for found in read(said).findings] == ["smp-timeout"]


@pytest.mark.parametrize(
    "said",
    [
        "Is it possible to pair with a passkey that I know beforehand?",
        "How do I pair this Bluetooth lock with the gateway?",
        "It would be great if the menu could not only pair but show the passkey.",
        "If you cannot pair the Bluetooth keyboard, restart it first.",
        "Some people report that pairing fails with this adapter.",
        "Adds a timeout of 30 seconds to the pairing, and an error where it fails.",
        "fix(bluetooth): pairing failed where the agent answered too late",
        "The adapter has Simple Pairing mode, which cannot be switched off here.",
        "The Zigbee bulb was reset, and pairing failed all the same.",
        "The app does not immediately notice over Bluetooth that the sensor has disconnected.",
        "Both devices paired at once and have kept their bond since then.",
        "The database server cannot connect to the cluster any more.",
    ],
)
def test_a_question_an_advice_and_a_success_tell_of_no_failure(said, tmp_path):
    file = tmp_path / "post.txt"
    file.write_text(f"{said}\n")
    with pytest.raises(InputError):
        read_file(str(file), lambda *_: None)


def test_what_a_log_shows_goes_before_what_is_told_beside_it():
    log = "Failed to pair: org.bluez.Error.AuthenticationFailed\n"
    model = read(f"I cannot pair my Bluetooth keyboard, it never asks for the PIN.\n\n{log}")
    assert (len(model.attempts), model.findings) == (1, [])


def test_a_heading_is_told_too():
    assert [found.title for found in read("# can't pair\n\nIt shows an error.\n").findings] == [_FAILED]


def test_a_failure_that_is_told_beside_a_good_pairing_is_told():
    good = "encryption update 1 1 0 1 16\n"
    told = "When I restart the board with its BLE keyboard, it disconnects instantly.\n"
    (finding,) = read(f"{good}\n{told}").findings
    assert (finding.title, finding.confidence) == (_DROPS, "possible")
    assert not read(good).findings

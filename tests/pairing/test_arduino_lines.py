"""Made-up logs of the BLE library of Arduino's core for the ESP32 (4.0): its own lines that tell of security."""

import pytest

from tests.pairing.pasted import read, verdicts

PEER = "c0:11:22:33:44:55"

BLUEDROID = "[ 12345][W][BLESecurity.bluedroid.cpp:289] handleGAP(): Security: "
NIMBLE = "[ 12346][W][BLESecurity.nimble.cpp:130] reportPairingComplete(): Security: "
SERVER = "[ 12347][W][BLEServer.nimble.cpp:330] gapEventHandler(): Server: "
HINT = "[ 12348][W][BLESecurityImpl.cpp:60] notifyAuthComplete(): Security: pairing failed. If it keeps failing with the same peer, suspect a stale bond: bonds persist in NVS across reflashing.\n"  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "by", "cause"),
    [
        (f"{BLUEDROID}pairing with {PEER} failed: confirm value mismatch (SMP reason=0x51)\n{HINT}", "smp:0x04", "unknown", "confirm-mismatch"),
        (f"{BLUEDROID}pairing with {PEER} failed: connection timed out during pairing (SMP reason=0x66)\n", "bluedroid:102", "unknown", "link-lost"),
        (f"{BLUEDROID}pairing with {PEER} failed: controller failed to start encryption (SMP reason=0x61)\n", "bluedroid:97", "peer", "peer-bond-missing"),
        # the second line has the side of what the first one has
        (f"{NIMBLE}pairing on conn 0 failed: DHKey check failed (SMP reason=0x0b)\n{SERVER}pairing/encryption failed on conn 0, host status=0x050b\n{HINT}", "smp:0x0b", "peer", "dhkey-mismatch"),
        (f"{NIMBLE}pairing on conn 0 failed: DHKey check failed (SMP reason=0x0b)\n{SERVER}pairing/encryption failed on conn 0, host status=0x040b\n", "smp:0x0b", "local", "dhkey-mismatch"),
        (f"{SERVER}pairing/encryption failed on conn 0, host status=0x000d\n", "nimble:13", "unknown", "smp-timeout"),
        (f"{NIMBLE}the peer no longer holds the bonding key, deleted the stale bond so the next attempt can pair again\n", "hci:0x06", "peer", "peer-bond-missing"),
        (f"{NIMBLE}ble_gap_security_initiate handle=0 rc=7\n", "nimble:7", "local", "link-lost"),
        (f"{SERVER}connection failed, status=574\n", "hci:0x3e", "peer", "connect-failed"),
        ("[ 1][W][BLESecurityImpl.cpp:80] notifyAuthorization(): BLESecurity: attribute 0x0012 requires authorization but no handler is installed, denying read\n", "att:0x08", "local", "unknown"),
        ("[ 1][E][BLEClient.bluedroid.cpp:200] secureConnection(): Client: esp_ble_set_encryption: ESP_ERR_INVALID_ARG\n", "firmware:Unspecified", "local", "unknown"),
        (HINT, "firmware:Unspecified", "unknown", "unknown"),
    ],
)  # fmt: skip
def test_what_failed(text, code, by, cause):
    assert verdicts(text) == ([(code, by, cause)], [])


def test_a_pairing_that_the_library_reports_as_complete_is_one():
    (attempt,) = read(f"{NIMBLE}pairing complete on conn 0\n".replace("[W]", "[D]")).attempts.values()
    assert attempt.outcome == "paired"


@pytest.mark.parametrize(
    ("line", "cause", "code"),
    [
        ("[ 1][D][BLEServer.nimble.cpp:200] gapEventHandler(): Server: disconnect event, handle=0 reason=0x13\n", "application-disconnect", "hci:0x13"),
        ("[ 1][W][BLEClient.nimble.cpp:200] secureConnection(): Client: secureConnection called but not connected\n", "unknown", None),
        (f"[ 1][W][BLEClient.nimble.cpp:200] connect(): Client: BLE5 connection to {PEER} failed/timed out\n", "connect-failed", None),
        ("[ 1][E][BLEClient.bluedroid.cpp:200] connect(): Connection failed or timed out: 7\n", "connect-failed", None),
        (f"[ 1][E][BLESecurity.nimble.cpp:310] deleteBond(): Security: deleteBond failed for {PEER} rc=5\n", "unknown", None),
        ("[ 1][W][BLESecurity.cpp:310] setIOCapability(): SMP not supported\n", "unknown", None),
    ],
)  # fmt: skip
def test_what_is_found_without_a_pairing(line, cause, code):
    assert verdicts(line) == ([], [(cause, code)])


def test_a_channel_that_ended_with_its_link_was_not_refused():
    lines = "BTstack up and running at 00:1A:7D:DA:71:13\nL2CAP connection failed (cid 70, status 0x6a)\n"
    assert verdicts(lines) == ([], [("unknown", "firmware:LinkEnded")])

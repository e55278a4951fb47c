"""The live model as a transcript: what BlueZ says, what btmon shows, and the attempt they make together."""

import pytest

from pairtui.pairing import actions, events
from pairtui.pairing.fix_actions import fix_action
from pairtui.protocol.messages import att, hci, mgmt, smp
from pairtui.protocol.messages.smp import AuthReq, IoCapability, KeyDist
from pairtui.protocol.record import Direction, LinkPdu, LogLine, MgmtPdu
from pairtui.protocol.values import Secret
from tests.pairing.live_gateway import ADDRESS, HANDLE, SCALE, Gateway, request, response, secret


@pytest.fixture
def gateway():
    return Gateway()


def test_pairing_asked_for_here_is_one_attempt_with_what_the_air_shows(gateway):
    gateway.knows_the_scale().event(events.ActionStarted, action=actions.Pair(SCALE))
    gateway.host(mgmt.PairDevice(ADDRESS, 2, 4)).connected().features()
    gateway.sent(smp.PairingConfirm(secret())).received(smp.PairingConfirm(secret()))
    gateway.sent(hci.LeEnableEncryption(HANDLE, 0, 0, secret()))
    gateway.received(hci.EncryptionChange(0, HANDLE, 1))
    gateway.received(smp.EncryptionInformation(secret())).received(smp.CentralIdentification(7, 7))
    gateway.host(mgmt.NewLongTermKey(1, ADDRESS, 2, 0, 0, 16, 7, 7, secret()))
    gateway.event(events.ActionFinished, action=actions.Pair(SCALE))

    assert len(gateway.model.attempts) == 1
    attempt = gateway.attempt
    assert (attempt.kind, attempt.outcome, attempt.level) == ("pairing", "paired", 2)
    assert (attempt.device, attempt.peer.name, attempt.role) == (SCALE, "Scale", "initiator")
    assert (attempt.pairing, attempt.association_model) == ("legacy", "just-works")


def test_the_link_that_ends_because_the_bond_is_removed_is_no_failure_of_the_new_pairing(gateway):
    gateway.knows_the_scale(connected=True).connected()
    gateway.event(events.ActionStarted, action=actions.RemoveAndPair(SCALE))
    gateway.received(hci.DisconnectionComplete(0, HANDLE, 0x16))
    assert gateway.attempt.outcome == "incomplete"

    gateway.connected().features().received(hci.DisconnectionComplete(0, HANDLE, 0x13))
    assert len(gateway.model.attempts) == 1
    assert (gateway.attempt.outcome, gateway.attempt.failure.code) == ("failed", "hci:0x13")


def test_the_link_of_the_last_failure_may_end_after_the_next_pair_was_asked(gateway):
    gateway.knows_the_scale().event(events.ActionStarted, action=actions.Pair(SCALE)).connected().features()
    gateway.received(smp.PairingFailed(0x10))
    error = "org.bluez.Error.AuthenticationFailed"
    gateway.event(events.ActionFinished, action=actions.Pair(SCALE), error=error)
    gateway.event(events.ActionStarted, action=actions.Pair(SCALE))
    gateway.received(hci.DisconnectionComplete(0, HANDLE, 0x05))
    gateway.host(mgmt.DeviceDisconnected(ADDRESS, 2, 0))
    gateway.host(mgmt.PairDevice(ADDRESS, 2, 4)).connected().features().received(smp.PairingFailed(0x10))
    assert [attempt.failure.code for attempt in gateway.model.attempts.values()] == ["smp:0x10", "smp:0x10"]


def test_a_request_that_is_sent_while_this_host_ends_the_link_begins_no_attempt(gateway):
    gateway.knows_the_scale().event(events.ActionStarted, action=actions.Pair(SCALE)).connected().features()
    gateway.received(smp.PairingFailed(0x10)).sent(hci.Disconnect(HANDLE, 0x05)).sent(request())
    gateway.received(hci.DisconnectionComplete(0, HANDLE, 0x05))
    assert len(gateway.model.attempts) == 1
    assert (gateway.attempt.failure.code, gateway.attempt.steps[-2].text) == ("smp:0x10", "Pairing Request")


def test_the_smp_reason_replaces_what_d_bus_said_even_when_it_comes_later(gateway):
    gateway.knows_the_scale().event(events.ActionStarted, action=actions.Pair(SCALE)).connected().sent(request())
    error = "org.bluez.Error.AuthenticationFailed"
    gateway.event(events.ActionFinished, action=actions.Pair(SCALE), error=error, text="Authentication Failed")
    assert gateway.attempt.failure.code == "dbus:AuthenticationFailed"

    gateway.received(smp.PairingFailed(8))
    attempt = gateway.attempt
    assert (attempt.failure.code, attempt.failure.by, attempt.failure.step) == ("smp:0x08", "peer", "feature exchange")
    assert attempt.diagnosis.cause == "peer-not-in-pairing-mode"
    assert attempt.diagnosis.evidence[-1].text.endswith(
        "D-Bus AuthenticationFailed (Authentication Failed) ⇠ smp:0x08 Unspecified Reason"
    )
    assert [step.text for step in attempt.steps if step.mark == "failed"] == ["Pairing Failed"]


@pytest.mark.parametrize("error", [None, "org.bluez.Error.AuthenticationFailed"])
def test_a_reply_that_overtakes_the_whole_trace_makes_no_second_attempt(gateway, error):
    gateway.knows_the_scale().event(events.ActionStarted, action=actions.Pair(SCALE))
    replied = gateway.now + 0.2
    gateway.model.apply(events.ActionFinished(at=replied, action=actions.Pair(SCALE), error=error))
    gateway.host(mgmt.PairDevice(ADDRESS, 2, 4)).connected().features()
    gateway.sent(hci.LeEnableEncryption(HANDLE, 0, 0, secret()))
    if error:
        gateway.received(smp.PairingFailed(4))
    else:
        gateway.received(hci.EncryptionChange(0, HANDLE, 1))
        gateway.host(mgmt.NewLongTermKey(1, ADDRESS, 2, 2, 0, 16, 0, 0, secret()))
    assert gateway.now < replied and len(gateway.model.attempts) == 1
    attempt = gateway.attempt
    assert attempt.association_model == "just-works"
    assert (attempt.outcome, attempt.level) == (("failed", None) if error else ("paired", 2))
    assert attempt.failure is None or attempt.failure.code == "smp:0x04"


@pytest.mark.parametrize("told", range(1, 6))
def test_a_trace_that_overtakes_the_call_it_came_of_makes_no_second_attempt(gateway, told):
    gateway.knows_the_scale()
    asked = events.ActionStarted(at=gateway.now, action=actions.Pair(SCALE))
    ended = hci.DisconnectionComplete(0, HANDLE, 5)
    air = [gateway.connected, lambda: gateway.sent(request()), lambda: gateway.received(smp.PairingFailed(8)),
           lambda: gateway.host(mgmt.AuthenticationFailed(ADDRESS, 2, 5)), lambda: gateway.received(ended)]  # fmt: skip
    gateway.host(mgmt.PairDevice(ADDRESS, 2, 4))
    for number, happens in enumerate(air, 1):
        happens()
        if number == told:
            gateway.model.apply(asked)
    error = "org.bluez.Error.AuthenticationFailed"
    gateway.event(events.ActionFinished, action=actions.Pair(SCALE), error=error)
    (attempt,) = gateway.model.attempts.values()
    assert (attempt.started, attempt.steps[0].text, attempt.role) == (asked.at, "Pair", "initiator")
    assert (attempt.failure.code, attempt.diagnosis.cause) == ("smp:0x08", "peer-not-in-pairing-mode")


def test_a_reply_that_overtakes_the_encryption_leaves_the_step_reached(gateway):
    gateway.knows_the_scale().event(events.ActionStarted, action=actions.Pair(SCALE)).connected().features()
    error = "org.bluez.Error.AuthenticationFailed"
    gateway.model.apply(events.ActionFinished(at=gateway.now + 0.2, action=actions.Pair(SCALE), error=error))
    gateway.sent(smp.PairingRandom(secret()))
    gateway.sent(hci.LeEnableEncryption(HANDLE, 0, 0, secret())).received(hci.EncryptionChange(0, HANDLE, 1))
    gateway.received(smp.IdentityInformation(secret())).received(smp.PairingFailed(8))
    assert gateway.attempt.outcome == "failed"
    assert gateway.attempt.failure.step == "key distribution"
    assert gateway.attempt.diagnosis.cause == "peer-key-distribution"


def test_without_btmon_the_verdict_says_that_the_steps_are_not_seen(gateway):
    gateway.knows_the_scale().event(events.ActionStarted, action=actions.Pair(SCALE))
    gateway.event(events.ActionFinished, action=actions.Pair(SCALE), error="org.bluez.Error.AuthenticationFailed")
    diagnosis = gateway.attempt.diagnosis
    assert (diagnosis.cause, diagnosis.confidence) == ("unknown", "possible")
    assert any("btmon" in fix.text for fix in diagnosis.fixes)


@pytest.mark.parametrize(
    ("why", "cause", "confidence"),
    [("rejected", "agent-rejected", "certain"), ("expired", "prompt-timeout", "certain")],
)
def test_what_became_of_the_prompt_decides_the_cause(gateway, why, cause, confidence):
    gateway.knows_the_scale().event(events.ActionStarted, action=actions.Pair(SCALE)).connected()
    gateway.features(peer_io=IoCapability.DISPLAY_YES_NO, peer_auth=AuthReq.BONDING | AuthReq.MITM | AuthReq.SC)
    gateway.host(mgmt.UserConfirmationRequest(ADDRESS, 2, 0, Secret(123456)))
    gateway.event(events.PromptRaised, prompt=1, kind=events.PromptKind.CONFIRM, device=SCALE, passkey=Secret(123456))
    gateway.event(events.PromptClosed, prompt=1, why=why)
    gateway.host(mgmt.UserConfirmationNegativeReply(ADDRESS, 2)).sent(smp.PairingFailed(0x0C))
    diagnosis = gateway.attempt.diagnosis
    assert (diagnosis.cause, diagnosis.confidence) == (cause, confidence)
    assert not gateway.model.prompts


def test_a_passkey_that_was_not_typed_is_to_be_typed(gateway):
    gateway.knows_the_scale().event(events.ActionStarted, action=actions.Pair(SCALE)).connected()
    gateway.features(peer_io=IoCapability.DISPLAY_ONLY, peer_auth=AuthReq.BONDING | AuthReq.MITM | AuthReq.SC)
    gateway.event(events.PromptRaised, prompt=1, kind=events.PromptKind.ENTER_PASSKEY, device=SCALE)
    gateway.event(events.PromptClosed, prompt=1, why="rejected")
    gateway.sent(smp.PairingFailed(0x01))
    (fix,) = gateway.attempt.diagnosis.fixes
    assert fix.text == "Pair again and type the six digits on the side that asks for them"


def test_an_agent_switched_off_is_the_cause_even_where_the_log_says_nothing(gateway):
    gateway.event(events.ActionFinished, action=actions.SetCapability(""))
    gateway.knows_the_scale().event(events.ActionStarted, action=actions.Pair(SCALE)).connected().features()
    gateway.host(mgmt.UserConfirmationRequest(ADDRESS, 2, 1, Secret(0)))
    gateway.host(mgmt.UserConfirmationNegativeReply(ADDRESS, 2)).sent(smp.PairingFailed(0x01))
    diagnosis = gateway.attempt.diagnosis
    assert (diagnosis.cause, diagnosis.fixes[0].action) == ("no-agent", "agent-on")


def test_a_bond_lost_at_the_peer_offers_remove_and_pair(gateway):
    gateway.knows_the_scale(paired=True, bonded=True).event(events.ActionStarted, action=actions.Connect(SCALE))
    gateway.connected().sent(hci.LeEnableEncryption(HANDLE, 5, 5, secret()))
    gateway.received(hci.EncryptionChange(6, HANDLE, 0)).sent(hci.Disconnect(HANDLE, 5))
    gateway.received(hci.DisconnectionComplete(0, HANDLE, 0x16))
    gateway.event(
        events.ActionFinished,
        action=actions.Connect(SCALE),
        error="org.bluez.Error.Failed",
        text="le-connection-abort-by-local",
    )

    assert len(gateway.model.attempts) == 1
    attempt = gateway.attempt
    assert (attempt.kind, attempt.failure.code, attempt.failure.by) == ("encryption", "hci:0x06", "peer")
    assert attempt.diagnosis.fixes[0].action == "remove-and-pair"
    assert fix_action("remove-and-pair").actions(attempt.device, attempt.adapter) == (actions.RemoveAndPair(SCALE),)
    assert "D-Bus le-connection-abort-by-local" in attempt.diagnosis.evidence[-1].text


def test_a_connection_that_succeeds_is_no_attempt(gateway):
    gateway.knows_the_scale().event(events.ActionStarted, action=actions.Connect(SCALE)).connected()
    gateway.event(events.ActionFinished, action=actions.Connect(SCALE))
    assert not gateway.model.attempts


def test_the_gateways_own_read_that_asks_for_pairing_is_named(gateway):
    gateway.connected(role=1).sent(att.ReadRequest(0x16)).received(att.ErrorResponse(0x0A, 0x16, 5))
    gateway.sent(smp.SecurityRequest(AuthReq.BONDING)).received(request()).sent(smp.PairingFailed(5))
    attempt = gateway.attempt
    assert (attempt.role, attempt.failure.code, attempt.failure.by) == ("responder", "smp:0x05", "local")
    assert attempt.diagnosis.cause == "gatt-client-triggers-pairing"
    assert attempt.diagnosis.confidence == "certain"
    assert [step.text for step in attempt.steps][:2] == ["Connected", "Error Response"]


def test_the_gateways_own_read_is_only_possible_where_the_start_of_the_connection_is_not_seen(gateway):
    gateway.sent(att.ReadRequest(0x16)).received(att.ErrorResponse(0x0A, 0x16, 5))
    gateway.sent(smp.SecurityRequest(AuthReq.BONDING)).received(request()).sent(smp.PairingFailed(5))
    diagnosis = gateway.attempt.diagnosis
    assert (diagnosis.cause, diagnosis.confidence) == ("gatt-client-triggers-pairing", "possible")


@pytest.mark.parametrize(
    ("version", "advice"),
    [
        ("5.50", []),
        ("5.66", ["Or in main.conf `ReverseServiceDiscovery = false` under [General]; restart bluetoothd"]),
        ("5.82", ["Or in main.conf `Client = false` under [GATT]; restart bluetoothd"]),
    ],
)
def test_its_own_reads_are_switched_off_as_this_bluez_can(gateway, version, advice):
    gateway.event(events.SourceChanged, source="bluez", state=events.SourceState.UP, detail=f"BlueZ {version}")
    gateway.connected(role=1).received(att.ErrorResponse(0x0A, 0x16, 5))
    gateway.sent(smp.SecurityRequest(AuthReq.BONDING)).received(request()).sent(smp.PairingFailed(5))
    let_it, without_battery, *rest = gateway.attempt.diagnosis.fixes
    assert (let_it.action, "-P battery" in without_battery.text) == ("pairable-on", True)
    assert [fix.text for fix in rest] == advice


def test_refused_as_not_bondable_without_such_a_read(gateway):
    gateway.event(events.AdapterChanged, adapter="hci0", changes={"pairable": False})
    gateway.connected(role=1).received(request()).sent(smp.PairingFailed(5))
    diagnosis = gateway.attempt.diagnosis
    assert (diagnosis.cause, diagnosis.confidence, diagnosis.fixes[0].action) == (
        "not-bondable",
        "certain",
        "pairable-on",
    )


def test_a_key_this_gateway_no_longer_has(gateway):
    gateway.connected(role=1).received(hci.LeLongTermKeyRequest(HANDLE, 5, 5))
    gateway.sent(hci.LeLongTermKeyRequestNegativeReply(HANDLE))
    attempt = gateway.attempt
    assert (attempt.failure.code, attempt.failure.by, attempt.diagnosis.cause) == (
        "hci:0x06",
        "local",
        "local-bond-missing",
    )


def test_silence_of_thirty_seconds(gateway):
    gateway.connected().sent(request()).sent(hci.Disconnect(HANDLE, 0x13), seconds=30.0)
    gateway.received(hci.DisconnectionComplete(0, HANDLE, 0x16))
    attempt = gateway.attempt
    assert (attempt.failure.code, attempt.failure.by, attempt.diagnosis.cause) == ("hci:0x16", "peer", "smp-timeout")


def test_a_kernel_that_cannot_re_pair_is_named_with_its_bond(gateway):
    gateway.knows_the_scale(bonded=True).connected(role=1)
    gateway.received(request(io=IoCapability.NO_INPUT_NO_OUTPUT)).sent(response(peer_auth=AuthReq.BONDING | AuthReq.SC))
    gateway.host(mgmt.UserConfirmationRequest(ADDRESS, 2, 1, Secret(0))).received(smp.PairingDHKeyCheck(secret()))
    gateway.sent(smp.PairingFailed(0x0B))
    diagnosis = gateway.attempt.diagnosis
    assert (diagnosis.cause, diagnosis.confidence, diagnosis.fixes[0].action) == (
        "kernel-repair-dhkey",
        "certain",
        "remove-and-pair",
    )


def test_level_three_against_a_device_without_keys_or_display(gateway):
    gateway.connected().features(peer_auth=AuthReq.BONDING | AuthReq.SC).sent(smp.PairingFailed(3))
    diagnosis = gateway.attempt.diagnosis
    assert (diagnosis.cause, diagnosis.confidence) == ("mitm-unachievable", "certain")
    assert not any(fix.action == "capability-keyboard-display" for fix in diagnosis.fixes)


def test_two_sockets_told_of_one_failure_see_it_once(gateway):
    gateway.connected().sent(request())
    failed = mgmt.AuthenticationFailed(ADDRESS, 2, 5)
    for socket in (3, 2, 1):
        gateway.record(Direction.HOST, MgmtPdu(socket, failed), seconds=0.0)
    assert [step.text for step in gateway.attempt.steps].count("MGMT Authentication Failed") == 1


def test_a_second_request_on_a_link_is_a_second_attempt(gateway):
    gateway.connected().sent(request()).received(smp.PairingFailed(8)).sent(request()).received(smp.PairingFailed(9))
    assert [a.failure.code for a in gateway.model.attempts.values()] == ["smp:0x08", "smp:0x09"]


def test_a_log_that_only_names_the_missing_agent(gateway):
    gateway.connected().features()
    gateway.host(LogLine("bluetoothd", "src/device.c:new_auth() No agent available for request type 2"))
    gateway.host(mgmt.UserConfirmationNegativeReply(ADDRESS, 2)).sent(smp.PairingFailed(0x01))
    diagnosis = gateway.attempt.diagnosis
    assert (diagnosis.cause, diagnosis.confidence) == ("no-agent", "certain")


def test_keys_over_an_encrypted_bredr_link_are_a_pairing_without_a_model(gateway):
    gateway.received(hci.ConnectionComplete(0, HANDLE, ADDRESS, 1, 0)).received(hci.EncryptionChange(0, HANDLE, 2))
    over = lambda pdu: LinkPdu(HANDLE, smp.CID_BREDR, pdu, "bredr")  # noqa: E731
    keys = (IoCapability.NO_INPUT_NO_OUTPUT, 0, AuthReq(0), 16, KeyDist.ID_KEY, KeyDist.ID_KEY)
    gateway.record(Direction.SENT, over(smp.PairingRequest(*keys)))
    gateway.record(Direction.RECEIVED, over(smp.PairingResponse(*keys)))
    assert gateway.attempt.outcome == "incomplete"
    for direction in (Direction.RECEIVED, Direction.SENT):
        gateway.record(direction, over(smp.IdentityInformation(secret())))
        gateway.record(direction, over(smp.IdentityAddressInformation(0, ADDRESS)))
    gateway.received(hci.DisconnectionComplete(0, HANDLE, 0x13))
    attempt = gateway.attempt
    assert (attempt.outcome, attempt.transport, attempt.association_model) == ("paired", "bredr", None)


def test_a_second_device_is_paired_while_the_first_stays_connected(gateway):
    lock = "C0:5A:11:00:00:03"
    gateway.connected().features().sent(hci.LeEnableEncryption(HANDLE, 0, 0, secret()))
    gateway.received(hci.EncryptionChange(0, HANDLE, 1))
    gateway.host(mgmt.NewLongTermKey(1, ADDRESS, 2, 2, 0, 16, 0, 0, secret()))
    gateway.host(mgmt.PairDevice(lock, 2, 4)).received(hci.LeConnectionComplete(0, 65, 0, 1, lock, 24, 0, 42))
    gateway.record(Direction.SENT, LinkPdu(65, smp.CID_LE, request()))
    gateway.host(mgmt.DeviceDisconnected(ADDRESS, 2, 3)).host(mgmt.AuthenticationFailed(lock, 2, 5))
    gateway.record(Direction.RECEIVED, LinkPdu(65, smp.CID_LE, smp.PairingFailed(4)))
    first, second = gateway.model.attempts.values()
    assert (first.peer.address, first.outcome) == (ADDRESS, "paired")
    assert (second.peer.address, second.failure.code) == (lock, "smp:0x04")
    assert "MGMT Device Disconnected" not in [step.text for step in second.steps]


@pytest.mark.parametrize(("answered", "cause"), [(False, "prompt-timeout"), (True, "smp-timeout")])
def test_a_recording_shows_whether_the_user_was_waited_for(gateway, answered, cause):
    gateway.connected(role=1).received(request()).sent(response(IoCapability.KEYBOARD_DISPLAY))
    gateway.host(mgmt.UserConfirmationRequest(ADDRESS, 2, 0, Secret(4711)))
    if answered:
        gateway.host(mgmt.UserConfirmationReply(ADDRESS, 2))
    gateway.received(smp.PairingDHKeyCheck(secret()))
    gateway.sent(hci.Disconnect(HANDLE, 5), seconds=30).received(hci.DisconnectionComplete(0, HANDLE, 5))
    attempt = gateway.attempt
    assert (attempt.failure.code, attempt.failure.by, attempt.diagnosis.cause) == ("hci:0x05", "local", cause)


def test_a_request_left_unanswered_twice_and_four_times(gateway):
    for _ in range(4):
        gateway.connected().sent(request()).received(hci.DisconnectionComplete(0, HANDLE, 0x08), seconds=5)
    causes = [attempt.diagnosis.cause for attempt in gateway.model.attempts.values()]
    assert causes == ["link-lost", *["peer-bonded-elsewhere"] * 3]
    assert [finding.cause for finding in gateway.model.findings] == ["livelock"]
    gateway.model.finish()
    assert [finding.cause for finding in gateway.model.findings] == ["livelock"]

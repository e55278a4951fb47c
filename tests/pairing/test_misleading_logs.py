"""Made-up logs of the kinds that misled once: each with its truth, and how often a sure verdict may be wrong."""

import pytest

from tests.pairing.pasted import read

PHONE, MOUSE = "C0:00:00:00:00:01", "C0:00:00:00:00:02"
CLASSIC = "00:11:22:33:44:55"

REQUEST = """SMP: Pairing Request (0x01) len 6
        IO capability: KeyboardDisplay (0x04)
        OOB data: Authentication data not present (0x00)
        Authentication requirement: Bonding, MITM, SC, No Keypresses (0x0d)
        Max encryption key size: 16
        Initiator key distribution: EncKey Sign (0x05)
        Responder key distribution: EncKey IdKey Sign (0x07)"""
RESPONSE = """SMP: Pairing Response (0x02) len 6
        IO capability: {io}
        OOB data: Authentication data not present (0x00)
        Authentication requirement: {auth}
        Max encryption key size: {size}
        Initiator key distribution: EncKey (0x01)
        Responder key distribution: EncKey (0x01)"""
JUST_WORKS = RESPONSE.format(
    io="NoInputNoOutput (0x03)", auth="Bonding, No MITM, Legacy, No Keypresses (0x01)", size=16
)
UNPROTECTED = REQUEST.replace("MITM, SC, No Keypresses (0x0d)", "No MITM, Legacy, No Keypresses (0x01)")
NO_KEYS = REQUEST.replace("KeyboardDisplay (0x04)", "NoInputNoOutput (0x03)")
CONFIRM = "SMP: Pairing Confirm (0x03) len 16\n        Confim value: 000102030405060708090a0b0c0d0e0f"
RANDOM = "SMP: Pairing Random (0x04) len 16\n        Random value: 000102030405060708090a0b0c0d0e0f"
SECURITY = "SMP: Security Request (0x0b) len 1\n        Authentication requirement: Bonding, No MITM, SC (0x09)"
NAMES = {1: "Passkey entry failed", 2: "OOB not available", 3: "Authentication requirements", 4: "Confirm value failed",
         5: "Pairing not supported", 6: "Encryption key size", 7: "Command not supported", 8: "Unspecified reason",
         9: "Repeated attempts", 10: "Invalid parameters", 11: "DHKey check failed",
         12: "Numeric comparison failed"}  # fmt: skip


def failed(reason):
    return f"SMP: Pairing Failed (0x05) len 1\n        Reason: {NAMES[reason]} (0x{reason:02x})"


class Log:
    """btmon's text, entry by entry, 10 ms apart."""

    def __init__(self):
        self.now, self.number, self.text = 1.0, 0, ""

    def _entry(self, head, body, after):
        self.now, self.number = self.now + after, self.number + 1
        self.text += f"{head:<60} #{self.number} [hci0] {self.now:.6f}\n{body}\n"
        return self

    def sent(self, body, handle=64, after=0.01):
        return self._entry(f"< ACL Data TX: Handle {handle} flags 0x00 dlen 11", f"      {body}", after)

    def got(self, body, handle=64, after=0.01):
        return self._entry(f"> ACL Data RX: Handle {handle} flags 0x02 dlen 11", f"      {body}", after)

    def command(self, name, *fields, after=0.01):
        return self._entry(f"< HCI Command: {name} plen 3", "\n".join(f"        {f}" for f in fields), after)

    def event(self, name, *fields, after=0.01):
        return self._entry(f"> HCI Event: {name} plen 4", "\n".join(f"        {f}" for f in fields), after)

    def mgmt(self, what, *fields, after=0.001):
        self.now += after
        head = f"@ MGMT {what} plen 7"
        body = "\n".join(f"        {f}" for f in fields)
        self.text += f"{head:<56} {{0x0001}} [hci0] {self.now:.6f}\n{body}\n"
        return self

    def connected(self, address=PHONE, handle=64, role="Central (0x00)"):
        return self.event(
            "LE Meta Event (0x3e)", "  LE Connection Complete (0x01)", "Status: Success (0x00)", f"Handle: {handle}",
            f"Role: {role}", "Peer address type: Random (0x01)", f"Peer address: {address} (Static)",
        )  # fmt: skip

    def starts_encryption(self):
        return self.command("LE Start Encryption (0x08|0x0019)", "Handle: 64", "Random number: 0x0000000000000000",
                            "Encrypted diversifier: 0x0000")  # fmt: skip

    def encryption(self, status="Success (0x00)", on="Enabled with AES-CCM (0x01)", **more):
        return self.event("Encryption Change (0x08)", f"Status: {status}", "Handle: 64", f"Encryption: {on}", **more)

    def ends(self, reason, handle=64, **more):
        return self.event("Disconnect Complete (0x05)", "Status: Success (0x00)", f"Handle: {handle}",
                          f"Reason: {reason}", **more)  # fmt: skip

    def silent_after_pin(self, seconds):
        """This side gives its PIN, and the controller hears nothing more."""
        self.event("PIN Code Request (0x16)", f"Address: {CLASSIC} (Example)")
        self.command("PIN Code Request Reply (0x01|0x000d)", f"Address: {CLASSIC} (Example)", "PIN length: 4")
        timeout = "Status: LMP Response Timeout / LL Response Timeout (0x22)"
        return self.event("Auth Complete (0x06)", timeout, "Handle: 12", after=seconds)

    def proved(self):
        """Up to the proofs of a legacy pairing by Just Works."""
        self.connected().sent(REQUEST).got(JUST_WORKS)
        return self.sent(CONFIRM).got(CONFIRM).sent(RANDOM).got(RANDOM)


def log():
    return Log()


HUNG_UP = "Remote User Terminated Connection (0x13)"
LOST = "Connection Timeout (0x08)"
BY_US = "Connection Terminated By Local Host (0x16)"
AUTH_FAILED = "Reason: Authentication Failure (0x05)"

CASES = {
    # name: (log, code, by, the causes that an expert would accept)
    "encryption that is never answered": (
        log().proved().starts_encryption().command("Disconnect (0x01|0x0006)", "Handle: 64", AUTH_FAILED, after=30)
        .encryption(BY_US, "Disabled (0x00)").ends(BY_US),
        "hci:0x16", "peer", {"smp-timeout", "controller-timeout"},
    ),
    "cancelled while the link layer is silent": (
        log().proved().starts_encryption()
        .mgmt("Command: Cancel Pair Device (0x001a)", f"LE Address: {PHONE} (Static)", after=12)
        .sent(failed(8)).ends(BY_US),
        "smp:0x08", "local", {"controller-timeout", "application-disconnect", "smp-timeout"},
    ),
    "a controller that crashes": (
        log().proved().starts_encryption().event("Hardware Error (0x10)", "Code: 0x10")
        .mgmt("Event: Authentication Failed (0x0011)", f"LE Address: {PHONE} (Static)", "Status: Not Powered (0x0f)"),
        "mgmt:0x0f", "local", {"adapter-unavailable"},
    ),
    "a key request that this host answered with no": (
        log().connected(role="Peripheral (0x01)")
        .event("LE Meta Event (0x3e)", "  LE Long Term Key Request (0x05)", "Handle: 64",
               "Random number: 0x0000000000000000", "Encrypted diversifier: 0x0000")
        .command("LE Long Term Key Request Neg Reply (0x08|0x001b)", "Handle: 64").ends("PIN or Key Missing (0x06)"),
        "hci:0x06", "local", {"local-bond-missing"},
    ),
    "a stored key that the peer has lost": (
        log().connected().command("LE Start Encryption (0x08|0x0019)", "Handle: 64",
                                  "Random number: 0x0102030405060708", "Encrypted diversifier: 0x1234")
        .encryption("PIN or Key Missing (0x06)", "Disabled (0x00)"),
        "hci:0x06", "peer", {"peer-bond-missing"},
    ),
    "a confirmation answered with no, and packets of the same link": (
        log().mgmt("Command: User Confirmation Negative Reply (0x001d)", f"LE Address: {PHONE} (Static)")
        .sent(failed(12)),
        "smp:0x0c", "local", {"agent-rejected", "no-agent"},
    ),
    "a PIN that was refused": (
        log().event("PIN Code Request (0x16)", f"Address: {CLASSIC} (Example)")
        .command("PIN Code Request Negative Reply (0x01|0x000e)", f"Address: {CLASSIC} (Example)")
        .event("Auth Complete (0x06)", "Status: PIN or Key Missing (0x06)", "Handle: 12"),
        "hci:0x06", "local", {"agent-rejected", "no-agent", "wrong-pin"},
    ),
    "a PIN that only this side gave": (
        log().silent_after_pin(30),
        "hci:0x22", "peer", {"prompt-timeout"},
    ),
    "a controller that is silent soon after the PIN": (
        log().silent_after_pin(4),
        "hci:0x22", "peer", {"controller-timeout"},
    ),
    "a hang-up of this host at the PIN": (
        log().event("PIN Code Request (0x16)", f"Address: {CLASSIC} (Example)")
        .command("Disconnect (0x01|0x0006)", "Handle: 12", f"Reason: {HUNG_UP}", after=3),
        None, None, {"prompt-timeout", "no-agent", "application-disconnect", "unknown"},
    ),
    "silence of the peer": (
        log().connected().sent(REQUEST).command("Disconnect (0x01|0x0006)", "Handle: 64", AUTH_FAILED, after=30)
        .ends(BY_US),
        "hci:0x16", "peer", {"smp-timeout"},
    ),
    "not in pairing mode": (
        log().connected().sent(REQUEST).got(failed(5)), "smp:0x05", "peer", {"peer-not-in-pairing-mode"},
    ),
    "refused before the features": (
        log().connected().got(SECURITY).sent(REQUEST).got(failed(8)), "smp:0x08", "peer",
        {"peer-not-in-pairing-mode"},
    ),
    "an attempt too many": (log().connected().sent(REQUEST).got(failed(9)), "smp:0x09", "peer", {"peer-rate-limit"}),
    "no out-of-band data": (log().connected().sent(REQUEST).got(failed(2)), "smp:0x02", "peer", {"oob-missing"}),
    "a key that is too short": (
        log().connected().sent(REQUEST)
        .got(RESPONSE.format(io="NoInputNoOutput (0x03)", auth="Bonding, No MITM, Legacy (0x01)", size=7))
        .sent(failed(6)),
        "smp:0x06", "local", {"key-size"},
    ),
    "a stronger pairing wanted": (
        log().connected().sent(NO_KEYS).got(failed(3)), "smp:0x03", "peer", {"peer-requires-authentication"},
    ),
    "the link is lost": (log().proved().ends(LOST), "hci:0x08", "peer", {"link-lost"}),
    "the peer hangs up": (
        log().proved().ends(HUNG_UP), "hci:0x13", "peer", {"link-lost", "peer-user-rejected"},
    ),
    "keys that differ": (
        log().proved().starts_encryption().ends("Connection Terminated due to MIC Failure (0x3d)"),
        "hci:0x3d", None, {"mic-failure"},
    ),
    "a bare refusal of this host leaves the cause open": (
        log().sent(failed(3)), "smp:0x03", "local", {"mitm-unachievable", "sc-only-refused-legacy", "unknown"},
    ),
    "legacy pairing refused, and nobody asked for protection": (
        log().connected(role="Peripheral (0x01)").got(UNPROTECTED).sent(failed(3)),
        "smp:0x03", "local", {"sc-only-refused-legacy"},
    ),
    "protection that the peer asks for and cannot give": (
        log().connected(role="Peripheral (0x01)").got(NO_KEYS).sent(failed(3)),
        "smp:0x03", "local", {"mitm-unachievable"},
    ),
    "a refusal of what had all that can be asked for": (
        log().connected().sent(REQUEST).got(REQUEST.replace("Request (0x01)", "Response (0x02)")).sent(failed(3)),
        "smp:0x03", "local", {"unknown"},
    ),
    "two stacks": (
        log().connected(role="Peripheral (0x01)").got(REQUEST).sent(JUST_WORKS).got(CONFIRM).sent(CONFIRM)
        .sent(failed(3)).sent(RANDOM),
        "smp:0x03", "local", {"two-stacks"},
    ),
    "a refusal that is answered by a refusal": (
        log().connected().got(failed(8)).sent(failed(8)), "smp:0x08", "peer", {"livelock", "unknown"},
    ),
}  # fmt: skip


def verdicts(text):
    return [
        (
            a.failure and a.failure.code,
            a.failure and a.failure.by.value,
            a.diagnosis.cause,
            a.diagnosis.confidence.value,
        )
        for a in read(text).attempts.values()
        if a.outcome == "failed"
    ]


@pytest.mark.parametrize("name", CASES)
def test_the_truth_is_told(name):
    told, code, by, causes = CASES[name]
    (found,) = verdicts(told.text)
    assert found[0] == code
    assert by is None or found[1] == by
    assert found[2] in causes


def test_a_sure_verdict_is_right():
    """Of the verdicts called certain 99 in a hundred, of those called likely 85; over every quotation of each log."""
    right: dict[str, list[bool]] = {"certain": [], "likely": []}
    for told, _, _, causes in CASES.values():
        parts = told.text.split("\n> ")
        quotations = ["> " * (n > 0) + "\n> ".join(parts[n:]) for n in range(len(parts))]
        for text in quotations:
            for _, _, cause, confidence in verdicts(text):
                if confidence in right:
                    right[confidence].append(cause in causes)
    assert len(right["certain"]) > 15 and len(right["likely"]) > 10
    assert sum(right["certain"]) >= 0.99 * len(right["certain"])
    assert sum(right["likely"]) >= 0.85 * len(right["likely"])


def test_two_phones_are_two_attempts():
    text = (
        log().connected(PHONE, 64).connected(MOUSE, 65).sent(REQUEST, 64).sent(REQUEST, 65)
        .got(failed(5), 64).got(failed(9), 65).text
    )  # fmt: skip
    assert [(code, cause) for code, _, cause, _ in verdicts(text)] == [
        ("smp:0x05", "peer-not-in-pairing-mode"),
        ("smp:0x09", "peer-rate-limit"),
    ]


def test_a_refusal_that_the_kernel_reports_before_it_shows_is_one_attempt():
    reported = f"@ MGMT Event: Authentication Failed (0x0011) plen 8   {{0x0001}} [hci0] 1.000000\n\
        LE Address: {PHONE}\n        Status: Authentication Failed (0x05)\n"
    assert [verdict[:2] for verdict in verdicts(reported + log().sent(failed(5)).text)] == [("smp:0x05", "local")]
    later = log().sent(failed(5), after=60).text
    assert [verdict[0] for verdict in verdicts(reported + later)] == ["mgmt:0x05", "smp:0x05"]


def test_management_alone_does_not_tell_a_missing_agent_from_one_that_says_no():
    who = f"LE Address: {PHONE} (Static)"
    asked = log().mgmt("Event: User Confirmation Request (0x000f)", who, "Confirm hint: 0x01", "Value: 0x00000000")
    text = (
        asked.mgmt("Command: User Confirmation Negative Reply (0x001d)", who, after=0.002)
        .mgmt("Event: Authentication Failed (0x0011)", who, "Status: Authentication Failed (0x05)").text
    )  # fmt: skip
    ((code, by, cause, confidence),) = verdicts(text)
    assert (code, by, confidence) == ("mgmt:0x05", "local", "possible")
    (attempt,) = read(text).attempts.values()
    assert {cause} | {other.cause for other in attempt.diagnosis.alternatives} == {"no-agent", "agent-rejected"}


def test_a_bond_removed_after_its_link_had_ended_cancelled_nothing():
    who = f"BR/EDR Address: {CLASSIC} (Example)"
    ended = (
        log().command("Authentication Requested (0x01|0x0011)", "Handle: 12")
        .command("Set Connection Encryption (0x01|0x0013)", "Handle: 12", "Encryption: Enabled (0x01)")
        .command("Disconnect (0x01|0x0006)", "Handle: 12", f"Reason: {HUNG_UP}", after=2)
        .mgmt("Event: Device Disconnected (0x000c)", who, "Reason: Terminated by Local Host (0x02)")
    )  # fmt: skip
    ended.mgmt("Command: Unpair Device (0x001b)", who, "Disconnect: Enabled (0x01)")
    assert "agent-rejected" not in {cause for _, _, cause, _ in verdicts(ended.text)}


def test_a_bond_that_a_later_attempt_proves_good_is_not_to_be_removed():
    stored = ("Handle: 64", "Random number: 0x0102030405060708", "Encrypted diversifier: 0x1234")
    text = (
        log().connected().command("LE Start Encryption (0x08|0x0019)", *stored)
        .encryption("PIN or Key Missing (0x06)", "Disabled (0x00)").ends(BY_US)
        .connected().command("LE Start Encryption (0x08|0x0019)", *stored).encryption().text
    )  # fmt: skip
    first, second = read(text).attempts.values()
    assert second.outcome == "encrypted"
    assert not any(fix.action == "remove-and-pair" for fix in first.diagnosis.fixes)
    assert first.diagnosis.fixes[0].text.startswith("Nothing to remove now")


def test_one_key_pdu_is_no_pairing():
    text = log().got("SMP: Identity Information (0x08) len 16\n        Identity resolving key: " + "00" * 16).text
    assert [a.outcome.value for a in read(text).attempts.values()] == ["incomplete"]
    assert not read("they exchange SMP: Identity Information and then stop\n").attempts


def test_a_connection_that_this_host_did_not_take_is_its_own_doing():
    text = (
        log().event("Connect Request (0x04)", f"Address: {CLASSIC} (Example)", "Class: 0x200404")
        .event("Connect Complete (0x03)", "Status: Connection Rejected due to Unacceptable BD_ADDR (0x0f)",
               "Handle: 65535", f"Address: {CLASSIC} (Example)", "Link type: ACL (0x01)",
               "Encryption: Disabled (0x00)").text
    )  # fmt: skip
    (finding,) = read(text).findings
    assert (finding.cause, finding.code, finding.by) == ("application-disconnect", "hci:0x0f", "local")


def test_adding_a_fact_keeps_a_right_verdict():
    """Monotone: a quotation that ends later never turns a right verdict that is sure into a wrong one."""
    for name, (told, _, _, causes) in CASES.items():
        parts = told.text.split("\n> ")
        was_right = False
        for n in range(1, len(parts) + 1):
            sure = [cause for _, _, cause, confidence in verdicts("\n> ".join(parts[:n])) if confidence != "possible"]
            assert not (was_right and any(cause not in causes for cause in sure)), name
            was_right = was_right or bool(sure and set(sure) <= causes)


def test_a_link_that_turns_out_to_be_classic_is_one():
    text = (
        log().encryption(on="Enabled with AES-CCM (0x02)").got("BR/EDR " + SECURITY).starts_encryption()
        .event("Command Status (0x0f)", "  LE Start Encryption (0x08|0x0019) ncmd 1",
               "Status: Invalid HCI Command Parameters (0x12)").text
    )  # fmt: skip
    (attempt,) = read(text).attempts.values()
    assert (attempt.transport, attempt.diagnosis.cause) == ("bredr", "cross-transport")


def test_a_controller_that_crashes_ends_the_attempt_of_a_log_that_ends_there():
    (found,) = verdicts(log().proved().starts_encryption().event("Hardware Error (0x10)", "Code: 0x00").text)
    assert found[2:] == ("adapter-unavailable", "certain")


def test_a_cancellation_that_finds_nothing_to_cancel_is_this_hosts():
    """The kernel refuses Cancel Pair Device where no pairing runs: whoever gave up sits here."""
    model = read("bluetoothd[7]: hci0: Cancel Pair Device (0x001a) failed: Invalid Parameters (0x0d)\n")
    (attempt,) = model.attempts.values()
    assert (attempt.failure.code, attempt.failure.by, attempt.transport) == ("mgmt:0x0d", "local", "unknown")


def test_a_pairing_that_was_cancelled_says_so():
    done = "@ MGMT Event: Command Complete (0x0001) plen 10    {0x0001} [hci0] 45.765893\n"
    what = "      Pair Device (0x0019) plen 7\n        Status: Cancelled (0x10)\n"
    whom = "        LE Address: C0:00:00:00:00:07 (Static)\n"
    (attempt,) = read(done + what + whom).attempts.values()
    assert (attempt.failure.code, attempt.diagnosis.cause) == ("mgmt:0x10", "agent-rejected")
    assert [fix.text for fix in attempt.diagnosis.fixes] == ["Pair again"]


def test_a_pairing_that_bluetoothd_gave_up_too_late_mostly_waited_for_an_answer():
    line = "Oct 16 22:12:37 desk bluetoothd[849]: hci0: Cancel Pair Device (0x001a) failed: Invalid Parameters (0x0d)\n"
    (attempt,) = read(line).attempts.values()
    assert (attempt.diagnosis.cause, attempt.diagnosis.confidence) == ("prompt-timeout", "possible")


def test_a_pairing_of_zigbee_is_none_of_bluetooth():
    text = """\
Info MQTT publish: topic 'zigbee2mqtt/bridge/log', payload '{"message":"interview_failed","type":"pairing"}'
error: Failed to interview '0x00124b0012345678', device has not successfully been paired
"""
    model = read(text)
    assert (list(model.attempts), model.findings, model.not_understood) == ([], [], [])


def test_no_bond_is_blamed_where_the_key_was_made_in_this_pairing():
    lost = "Connection Terminated due to MIC Failure (0x3d)"
    for text, bond in (
        (log().proved().starts_encryption().ends(lost).text, False),
        (log().connected().starts_encryption().ends(lost).text, True),
    ):
        (attempt,) = read(text).attempts.values()
        assert attempt.diagnosis.cause == "mic-failure"
        assert any(fix.action == "remove-and-pair" for fix in attempt.diagnosis.fixes) is bond
        assert ("stored keys" in attempt.diagnosis.title) is bond

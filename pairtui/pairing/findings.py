"""What goes wrong outside an attempt: channels refused for security, weak encryption, links that end."""

from dataclasses import dataclass

from pairtui.pairing import codes
from pairtui.pairing.attempt import Attempt, Evidence, Finding, Fix, Outcome, Side
from pairtui.pairing.course import side_of
from pairtui.pairing.events import Link, Traced
from pairtui.pairing.known_issues import matching
from pairtui.pairing.surroundings import Surroundings
from pairtui.protocol import att, hci, hci_stream, l2cap, ll, mgmt, smp
from pairtui.protocol.record import Cut, LogLine

MOST = 100
LINKS = 64
SOON = 10.0
"""Seconds after the last request on a link in which the peer's hanging up is its answer."""

_LE_REFUSALS = {
    0x0005: "encryption-below-level",
    0x0006: "encryption-below-level",
    0x0007: "key-size",
    0x0008: "encryption-below-level",
}


@dataclass(slots=True)
class Story:
    """What is known of one link: its encryption, its key's size, and what was last asked over it.

    `closing`: this host asked to end it. `encrypting` and `phy` are the records at which these link layer procedures
    began, while they run; `collided` is where the second began while the first ran.
    """

    encryption: int = 0
    key_size: int | None = None
    refused: Finding | None = None
    closing: bool = False
    asked: tuple[str, float | None, int | None] | None = None
    encrypting: int | None = None
    phy: int | None = None
    collided: int | None = None


class Findings:
    """Watches traced messages for faults that belong to no attempt; `all` grows, oldest first, each kind told once."""

    def __init__(self, around: Surroundings) -> None:
        self.all: list[Finding] = []
        self._around = around
        self._stories: dict[tuple[str | None, int | None], Story] = {}
        self._oob: set[str] = set()
        self._key_size_asked: Link | None = None

    def trace(self, event: Traced, attempts: list[Attempt]) -> None:
        """Take a traced message in; `attempts` are those on the same link, oldest first."""
        message = event.message
        match message:
            case Cut():
                self._stories.clear()
            case hci.EncryptionChange() | hci.EncryptionChangeV2():
                if message.status == 0:
                    self._story(event.link).encryption = message.mode
            case hci.ReadEncryptionKeySize():
                self._key_size_asked = event.link
            case hci.CommandComplete() | hci.CommandStatus():
                self._command_done(event, message)
            case l2cap.ConnectionResponse():
                self._channel_answered(event, message.result)
            case l2cap.LeCreditBasedConnectionResponse() | l2cap.CreditBasedConnectionResponse():
                self._credit_based_answered(event, message.result)
            case (
                l2cap.ConnectionRequest()
                | att.WriteRequest()
                | att.ReadRequest()
                | l2cap.LeCreditBasedConnectionRequest()
            ):
                self._story(event.link).asked = (message.NAME, event.at, event.record)
            case ll.EncReq() | ll.StartEncReq() | ll.PhyReq() | ll.PhyUpdateInd() | ll.PhyRsp() | ll.TerminateInd():
                self._on_air(event)
            case hci_stream.IsoOnAclLink():
                self._iso(event)
            case hci.Disconnect():
                self._closed_here(event, message)
            case hci.DisconnectionComplete():
                self._ended(event, message, attempts)
            case LogLine():
                self._logged(event, message)
            case mgmt.AddRemoteOobData():
                self._oob.add(message.address)
            case smp.PairingResponse():
                self._oob_unused(event, message)
            case hci.LeConnectionComplete() | hci.LeEnhancedConnectionComplete() | hci.ConnectionComplete():
                self._connection(event, message.status, attempts)

    # ── what each tells ───────────────────────────────────────────────────────────────────────────────────────

    def _connection(self, event: Traced, status: int, attempts: list[Attempt]) -> None:
        self._stories.pop(_key(event.link), None)
        if status in (0x00, 0x02) or any(attempt.live for attempt in attempts):
            return
        code, name = codes.code_text("hci", status), codes.name("hci", status)
        self._tell(
            event.link,
            Finding(
                "connect-failed",
                code,
                Side.PEER,
                "A connection did not come about",
                "The device did not answer: out of range, asleep, not connectable, or connected to another host.",
                (Evidence(f"Connection Complete: {name}", event.record),),
                (Fix("Bring the device nearer and wake it up"), Fix("Disconnect it from phones and other hosts")),
            ),
        )

    def _channel_answered(self, event: Traced, result: int) -> None:
        if result != 0x0003:
            return
        story = self._story(event.link)
        by = side_of(event.direction)
        short = story.key_size is not None and story.key_size < 7
        who = "This gateway" if by is Side.LOCAL else "The peer"
        evidence = [Evidence("L2CAP Connection Response: security block", event.record)]
        if short:
            evidence.append(Evidence(f"The link's key has only {story.key_size} octets"))
        elif story.encryption:
            evidence.append(Evidence("although encryption had just come on: its key size was not known yet"))
        else:
            evidence.append(Evidence("The link was not encrypted"))
        cause = "key-size" if short else "l2cap-before-encryption"
        explanation = (
            "The channel needs a longer encryption key than this link has."
            if short
            else "A channel that needs security was asked for before the link had it, and was "
            "refused. Kernels since 5.1 "
            "insist on that order; 6.14.4 refuses even just encrypted links until it has read the key size."
        )
        fixes = (
            Fix("Update the peer's firmware: it opens its channel before encryption"),
            Fix("Update the kernel: 5.1.0 to 5.1.5 and 6.14.4 refuse more than they should"),
        )
        found = Finding(
            cause,
            "l2cap:0x0003",
            by,
            f"{who} refused a channel for lack of security",
            explanation,
            tuple(evidence),
            fixes,
        )
        story.refused = found
        self._tell(event.link, found)

    def _credit_based_answered(self, event: Traced, result: int) -> None:
        cause = _LE_REFUSALS.get(result)
        if cause is None:
            return
        by = side_of(event.direction)
        name = codes.name("l2cap-le", result)
        who = "This gateway" if by is Side.LOCAL else "The peer"
        explanation = (
            "The channel needs a longer encryption key than the one that this link was paired with."
            if cause == "key-size"
            else "The channel needs more security than this link has."
        )
        self._tell(
            event.link,
            Finding(
                cause,
                codes.code_text("l2cap-le", result),
                by,
                f"{who} refused a channel: {name}",
                explanation,
                (Evidence(f"LE Credit Based Connection Response: {name}", event.record),),
                (Fix("Remove the bond and pair again at the level the service needs", "remove-and-pair"),),
            ),
        )

    def _command_done(self, event: Traced, message: "hci.CommandComplete | hci.CommandStatus") -> None:
        if message.opcode != hci.ReadEncryptionKeySize.CODE:
            return
        link = self._key_size_asked or event.link
        status = message.status if isinstance(message, hci.CommandStatus) else (message.returns or b"\0")[0]
        if status == 0:
            returns = getattr(message, "returns", b"")
            if len(returns) >= 4:
                self._story(link).key_size = returns[3]
            return
        code = codes.code_text("hci", status)
        self._tell(
            link,
            Finding(
                "encryption-below-level",
                code,
                Side.LOCAL,
                "This gateway's controller cannot tell how long the encryption key is",
                "The kernel asks for the key size of each BR/EDR link and treats a link whose size "
                "it cannot read as weak: "
                "channels that need security are refused.",
                (Evidence(f"Read Encryption Key Size: {code} {codes.name('hci', status)}", event.record),),
                (Fix("Use another controller, or a kernel with a quirk for this one"),),
            ),
        )

    def _closed_here(self, event: Traced, message: hci.Disconnect) -> None:
        story = self._story(event.link)
        story.closing = True
        if (
            message.reason == 0x05
            and story.encryption == 1
            and event.link is not None
            and event.link.transport == "bredr"
        ):
            self._below_level(event)

    def _below_level(self, event: Traced) -> None:
        self._tell(
            event.link,
            Finding(
                "encryption-below-level",
                "hci:0x05",
                Side.LOCAL,
                "This gateway closed the link: it was encrypted with E0, and AES-CCM was required",
                "Level 4 needs Secure Connections with AES-CCM; the link came up with E0 because one side has Secure "
                "Connections off.",
                (Evidence("Closed with Authentication Failure after encryption with E0", event.record),),
                (Fix("Switch Secure Connections on: `sudo btmgmt sc on`"), Fix("Or require level 3 or less")),
            ),
        )

    def _logged(self, event: Traced, line: LogLine) -> None:
        if "expect AES but E0 was used" in line.text:
            self._below_level(event)
        elif not self._around.traced and "device_bonding_failed() status 14" in line.text:
            self._tell(
                event.link,
                Finding(
                    "link-lost",
                    "mgmt:0x0e",
                    Side.UNKNOWN,
                    "The device disconnected before a pairing came about",
                    "bluetoothd writes status 0x0e when a link goes down; this log shows no pairing "
                    "before it. A btmon log "
                    "of the same moment would show which side hung up, and why.",
                    (Evidence(line.text, event.record),),
                    (Fix("Record `sudo btmon -w capture.btsnoop` while it happens, and analyze that"),),
                ),
            )

    def _iso(self, event: Traced) -> None:
        self._tell(
            event.link,
            Finding(
                "acl-as-iso",
                None,
                Side.LOCAL,
                "This kernel takes the peer's data for isochronous data and drops it",
                "Packets on the handle of an ACL link were handed up as ISO data, so the host never "
                "saw the peer's answers. "
                "btusb does that since “Add vendor-specific packet classification for ISO data” (f25b7fd36cc3) on "
                "controllers whose ACL handles overlap.",
                (Evidence("ISO data on the handle of an ACL link", event.record),),
                (Fix("Use a kernel without that change (before 6.11.0-28 in Ubuntu's numbering) or with its repair"),),
            ),
        )

    def _on_air(self, event: Traced) -> None:
        story = self._story(event.link)
        match event.message:
            case ll.EncReq():
                story.encrypting = event.record
                story.collided = event.record if story.phy is not None else None
            case ll.PhyReq():
                story.phy = event.record
                story.collided = event.record if story.encrypting is not None else None
            case ll.PhyUpdateInd() | ll.PhyRsp():
                story.phy = None
            case ll.StartEncReq() | ll.TerminateInd():
                story.encrypting = story.collided = None

    def finish(self) -> None:
        """The log is at its end: a procedure that still runs then never ended."""
        for story in self._stories.values():
            if story.collided is not None and story.encrypting is not None:
                self._tell(
                    None,
                    Finding(
                        "phy-update-collision",
                        None,
                        Side.UNKNOWN,
                        "A PHY update met the start of encryption, and encryption never came on",
                        "One side asked for encryption and the other for another PHY before it was "
                        "on. Neither procedure "
                        "ended: one of the controllers does not cope with both at once.",
                        (
                            Evidence("LL_ENC_REQ", story.encrypting),
                            Evidence("The other procedure began while the first ran", story.collided),
                        ),
                        (
                            Fix(
                                "In the peer's firmware: no automatic PHY update (Zephyr: CONFIG_BT_AUTO_PHY_UPDATE=n)"
                            ),
                            Fix("Keep this controller to one PHY: `sudo btmgmt phy LE1MTX LE1MRX`"),
                        ),
                    ),
                )

    def _ended(self, event: Traced, message: hci.DisconnectionComplete, attempts: list[Attempt]) -> None:
        nameless = self._stories.pop((event.adapter, None), Story())
        story = self._stories.pop(_key(event.link), nameless)
        if message.status or story.closing or any(a.outcome is Outcome.FAILED for a in attempts):
            return
        name = codes.name("hci", message.reason)
        code = codes.code_text("hci", message.reason)
        if message.reason in (0x08, 0x22):
            found = Finding(
                "link-lost",
                code,
                Side.PEER,
                "The link was lost",
                "The peer was no longer heard, and the supervision timeout ended the link. No pairing was under way.",
                (Evidence(f"Disconnected: {name}", event.record),),
                (Fix("Bring the device nearer; look for interference and a weak battery"),),
            )
        elif message.reason == 0x13 and story.refused is not None:
            found = Finding(
                story.refused.cause, code, Side.PEER, "The peer hung up after its channel was refused",
                story.refused.explanation, (Evidence(f"Disconnected: {name}", event.record),), story.refused.fixes,
            )  # fmt: skip
        elif message.reason == 0x13 and (acl_as_iso := self._hung_up_unheard(event, attempts)) is not None:
            found = acl_as_iso
        elif message.reason == 0x13 and not attempts and self._soon(story, event):
            asked = story.asked[0] if story.asked else ""
            found = Finding(
                "application-disconnect",
                code,
                Side.PEER,
                "The peer ended the connection; security had no part in it",
                f"Shortly after {asked} the peer closed the link by itself. Nothing was refused "
                f"before; its application "
                "decided so.",
                (Evidence(f"Disconnected: {name}", event.record),),
                (Fix("See in the peer's documentation what it expects after this request"),),
            )
        else:
            return
        self._tell(event.link, found)

    def _hung_up_unheard(self, event: Traced, attempts: list[Attempt]) -> Finding | None:
        issues = matching("acl-as-iso", self._around.kernel, None)
        paired = any(attempt.transport == "bredr" and attempt.outcome is Outcome.PAIRED for attempt in attempts)
        if not issues or not paired:
            return None
        return Finding(
            "acl-as-iso",
            codes.code_text("hci", 0x13),
            Side.PEER,
            "The peer hung up after a good pairing; this kernel is known to lose a peer's data",
            "The pairing succeeded and the peer closed the link by itself when its services did not come up. On this "
            "kernel that is a known fault: packets of the peer are taken for isochronous data and dropped.",
            (
                Evidence("Disconnected by the peer after pairing", event.record),
                Evidence(f"{issues[0].text} ({issues[0].source})"),
            ),
            (Fix("Boot a kernel without that change and compare; nothing in the pairing itself has to change"),),
        )

    def _soon(self, story: Story, event: Traced) -> bool:
        if story.asked is None:
            return False
        _, at, _ = story.asked
        return at is None or event.at is None or event.at - at < SOON

    def _oob_unused(self, event: Traced, message: smp.PairingResponse) -> None:
        if not self._oob or message.oob:
            return
        self._tell(
            event.link,
            Finding(
                "oob-missing",
                None,
                Side.LOCAL,
                "Out-of-band data was stored, and this pairing did not use it",
                "The OOB flag is not set in the feature exchange: the data was stored for another "
                "address or for the other "
                "transport, so the pairing fell back to the IO capabilities.",
                (Evidence("OOB data: not present, in the Pairing Response", event.record),),
                (Fix("Store the data for the address and type that is paired with (LE public or random, not BR/EDR)"),),
            ),
        )

    # ── keeping ───────────────────────────────────────────────────────────────────────────────────────────────

    def _story(self, link: Link | None) -> Story:
        key = _key(link)
        if key not in self._stories and len(self._stories) >= LINKS:
            del self._stories[next(iter(self._stories))]
        return self._stories.setdefault(key, Story())

    def _tell(self, link: Link | None, finding: Finding) -> None:
        same = (finding.cause, finding.code, finding.by)
        if len(self.all) < MOST and same not in [(f.cause, f.code, f.by) for f in self.all]:
            self.all.append(finding)


def _key(link: Link | None) -> tuple[str | None, int | None]:
    return (link.adapter, link.handle) if link else (None, None)

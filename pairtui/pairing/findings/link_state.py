"""What the findings remember of one link."""

from dataclasses import dataclass

from pairtui.pairing.events import Traced
from pairtui.pairing.findings.detected import Detected
from pairtui.protocol.messages import hci, ll, mgmt
from pairtui.protocol.record import Account, Cut, LogLine, Sentence

ONLY_AN_END = (
    hci.DisconnectionComplete,
    mgmt.DeviceDisconnected,
    hci.EncryptionChange,
    LogLine,
    Sentence,
    Account,
    Cut,
)
"""What a log that shows no more of a link than its end consists of."""


@dataclass(slots=True)
class LinkState:
    """What is known of one link: its encryption, its key's size, and what was last asked over it.

    `encryption` is HCI's mode, None where the log does not show it, `encrypted_at` when it came on, `key_size` the
    key's. `closing`: this host asked to end it; `distrusted` is the record where it did so for want of authentication.
    `demanded` is a refusal that nothing has answered yet, `unanswered` a channel that this host asked for in vain so
    far. `encrypting` and `phy` are the records at which these link layer procedures began, while they run; `collided`
    is where the second began while the first ran.
    """

    encryption: int | None = None
    encrypted_at: float | None = None
    key_size: int | None = None
    refused: Detected | None = None
    closing: bool = False
    distrusted: int | None = None
    asked: tuple[str, float | None, int | None] | None = None
    demanded: Detected | None = None
    unanswered: int | None = None
    encrypting: int | None = None
    phy: int | None = None
    collided: int | None = None

    def on_air(self, event: Traced) -> None:
        """Take in where a procedure of the link layer begins or ends."""
        match event.message:
            case ll.EncReq():
                self.encrypting = event.record
                self.collided = self.phy
            case ll.PhyReq():
                self.phy = event.record
                self.collided = event.record if self.encrypting is not None else None
            case ll.PhyUpdateInd() | ll.PhyRsp():
                self.phy = None
            case ll.StartEncReq() | ll.TerminateInd():
                self.encrypting = self.collided = None

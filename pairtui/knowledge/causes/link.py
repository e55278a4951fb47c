"""The cause of a link that ended in the middle of a pairing."""

from pairtui.knowledge.causes.cause import Cause, Text

CAUSES = (
    Cause(
        id="link-lost",
        title="The link was lost during the pairing",
        side="peer",
        texts=(
            Text(
                "The link was lost",
                "The peer's controller did not answer a procedure of the link layer in time. No pairing was under way.",
                when="response-timeout",
                fixes=("nearer-or-interference",),
            ),
            Text(
                "The link was lost",
                "The peer was no longer heard, and the supervision timeout ended the link. No pairing was under way.",
                when="link-silent",
                fixes=("nearer-or-interference",),
            ),
            Text(
                "The device was no longer heard, and no pairing was under way",
                "The supervision timeout ended the link: the device is out of range, asleep, or without power.",
                when="ended-unpaired + mgmt-disc:0x01",
                fixes=("record-connection",),
            ),
            Text(
                "The device disconnected, and no pairing was under way",
                "The log gives no reason, and an end alone is no failed pairing. A btmon log of the same moment would "
                "show what led to it.",
                when="ended-unpaired",
                side="unknown",
                fixes=("record-connection",),
            ),
            Text(
                "Nothing that came over the encrypted link was proved to be the peer's in time",
                # Vol 4, Part E, 7.7.75
                "No packet with a valid integrity check (MIC) came within the authenticated payload timeout, 30 "
                "seconds unless the host asks for another: the peer fell silent, or one of the two controllers does "
                "not ping as it should.",
                when="link-unproved",
                side="unknown",
                fixes=("nearer-or-interference", "firmware", "controller-firmware"),
            ),
            Text(
                "The peer hung up in the middle and never answered the Pairing Request",
                "The peer closed the link during {step} without giving a reason. It never answered the Pairing "
                "Request; a device that is bonded to another host may do that.",
                when="hung-up + unanswered-request",
            ),
            Text(
                "The peer hung up in the middle",
                "The peer closed the link during {step} without giving a reason.",
                when="hung-up",
            ),
            Text(
                "The peer hung up while pairing",
                "BlueZ reports that the peer closed the link, and not why.",
                when="dbus:org.bluez.Reason.Remote",
            ),
            *(
                Text(
                    "The device ended the link while it was being set up",
                    "BlueZ says that the remote side aborted the connection: the device hung up, or works with another "
                    "host. BlueZ does not say why.",
                    when=f"dbus:{error}",
                )
                for error in ("le-connection-abort-by-remote", "br-connection-aborted-by-remote")
            ),
            Text(
                "The device was no longer heard while pairing",
                "The kernel gives the supervision timeout as the reason of the link's end (MGMT's reason 1): the "
                "device went out of range, ran out of power or stopped. It refused nothing.",
                when="dbus:AuthenticationTimeout + link-silent-logged",
                side="peer",
            ),
            Text(
                "The device fell silent while pairing",
                "BlueZ says AuthenticationTimeout when the link or the peer's controller times out.",
                when="dbus:AuthenticationTimeout",
            ),
            Text(
                "The link ended while pairing, after {here} had asked its user",
                "A question stood, so there was a link; BlueZ says ConnectionAttemptFailed because it ended before the "
                "pairing did. A code that does not fit, an answer that came late, and a device that hung up look the "
                "same in this error.",
                when="dbus:ConnectionAttemptFailed + agent-asked",
                side="unknown",
            ),
            Text(
                "The link ended while pairing",
                "BlueZ says AuthenticationCanceled or Disconnected when the link goes down in the middle: out of "
                "range, the peer hung up, or it was silent for 30 seconds. It rarely means that a user cancelled.",
                when="outer-only",
            ),
            Text(
                "The link was lost in the middle",
                "The peer was no longer heard during {step}, and the supervision timeout ended the link.",
                when="hci:0x08",
            ),
            Text(
                "A read or write over the link failed; Android's 133 does not tell why",
                "A link had come about, and the device's answer did not: the link was lost in the middle, the device "
                "did not answer in time, or one side has lost the bond and the request wants an encrypted link.",
                when="gatt:133",
                side="unknown",
            ),
            Text(
                "There was no link when security was asked for",
                "The call that asks for pairing or encryption came before a connection, or after its end: the host "
                "refused it, and the peer had no part in that.",
                when="nimble:7 + step:security request",
                side="local",
            ),
            Text(
                "The link ended while pairing",
                "Bluedroid has one number for every link that ends before its pairing does: a peer that hangs up for "
                "a passkey that does not fit or a bond that one side lost looks the same as one out of range. The "
                "reason of the disconnection tells more.",
                when="bluedroid:102",
                side="unknown",
            ),
            Text(
                "The link ended in the middle",
                "The link ended during {step}: the peer was out of range, fell silent or hung up. The log does not "
                "show which.",
                side="unknown",
            ),
        ),
        supports={
            "android:4": 4,
            "gatt:133 + step:attribute access": 6,
            "nimble:7 + !step:security request": 11,
            "nimble:7 + step:security request": 7,
            "micropython:DeviceDisconnectedError": 5,
            "firmware:DisconnectComplete": 5,
            "bluedroid:102": 7,
            "nordic:0x1100": 12,
            "firmware:LinkEnded": 8,
            "cb:6": 5,
            "apple:143": 12,
            "apple:634": 12,
            "cb:15": 4,
            "cb:7": 6,
            "cb:3": 6,
            "hci:0x13 + !hci:0x13 local + !step:connection + !step:data exchange": 12,
            "hci:0x13 + !hci:0x13 local + step:data exchange": 7,
            "hci:0x14 + !step:connection": 12,
            "hci:0x15 + !step:connection": 12,
            "hci:0x08 + !step:connection + !security-failed-line": 13,
            "hci:0x08 + security-failed-line": 6,
            "payload-timeout": 4,
            "link-unproved": 5,
            "link-silent": 6,
            "ended-unpaired + mgmt-disc:0x01": 11,
            "ended-unpaired + mgmt-disc:0x00": 5,
            "ll:0x08": 12,
            "ll:0x13": 11,
            "ll:0x16": 8,
            "ll:0x28": 5,
            "hci:0x28": 3,
            "mgmt:0x0e": 6,
            "mgmt:0x08": 5,
            "mgmt-disc:0x01": 6,
            "mgmt-disc:0x00": 2,
            "dbus:AuthenticationCanceled": 6,
            "dbus:ConnectionAttemptFailed + agent-asked": 9,
            "dbus:AuthenticationTimeout": 5,
            "dbus:AuthenticationTimeout + link-silent-logged": 11,
            "dbus:AuthenticationCanceled + link-silent-logged": 6,
            "dbus:org.bluez.Reason.Timeout": 5,
            "dbus:org.bluez.Reason.Remote": 5,
            "dbus:le-connection-abort-by-remote": 11,
            "dbus:br-connection-aborted-by-remote": 11,
            "zephyr:0x08": 3,
            "zephyr:0x09": 3,
        },
        contradicts={
            "silent-30s": 14,
            "question-open-long": 14,
            "user-said-no": 14,
            "phy-overlap + hci:0x08": 3,
            "micro-log + zephyr:0x09": 1,
            "only-an-end": 14,
        },
        fixes=(
            "pairing-mode if hung-up",
            "pair if hung-up",
            "nearer if !hung-up + !step:security request",
            "forget-both if bluedroid:102",
            "interference if !hung-up + !outer-only + !step:security request",
            "forget-there if hung-up",
            "forget-there if unanswered-request",
            "pairing-mode if outer-only",
            "btmon if outer-only",
            "forget-on-phone if gatt:133",
            "phone-capture if gatt:133",
        ),
        settles="a btmon log of the same moment: which side hung up, and with which reason",
        settles_elsewhere="the other side's log of the same moment: which side hung up, and with which reason",
    ),
)

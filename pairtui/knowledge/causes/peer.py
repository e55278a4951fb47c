"""Causes of the device on the other side: it is not ready, or it does not want to."""

from pairtui.knowledge.causes.cause import Cause, Text

CAUSES = (
    Cause(
        id="peer-not-in-pairing-mode",
        title="The peer is not in pairing mode",
        side="peer",
        texts=(
            Text(
                "One side does not pair, or not now",
                "A side that does not pair, or that is not in its pairing mode, answers so.",
                when="micro-log + !smp:0x05 peer + !smp:0x08 peer + !smp:0x01 peer",
            ),
            Text(
                "The link came up, and the peer did not allow pairing",
                "BlueZ says AuthenticationRejected for the kernel's Rejected: after a connection that is the peer's "
                "controller or host refusing, for security or because it is not in pairing mode.",
                when="dbus:AuthenticationRejected",
            ),
            Text(
                "The peer does not allow pairing now",
                "The peer's host refuses pairing: it is not in pairing mode.",
                when="hci:0x18",
            ),
            Text(
                "The peer does not pair, or does not pair now",
                "Pairing Not Supported is the answer of a device that is not in its pairing mode, of one that keeps a "
                "bond with another host or has no room for a new one, and of one that never pairs.",
                when="smp:0x05 peer + !request-seen + !peer-asked-security",
            ),
            Text(
                "The peer refused before it said what it can do: it is probably not in pairing mode",
                "The peer answered the request with a refusal instead of its features, so nothing that {here} offered "
                "was weighed. Devices that pair only in a pairing mode do that, and devices that keep a bond with "
                "another host or have no room for a new one.",
            ),
        ),
        supports={
            "android:2": 5,
            "windows:0x01": 3,
            "smp:0x05 peer + no-response + request-seen": 13,
            "smp:0x05 peer + no-response + peer-asked-security": 13,
            "smp:0x05 peer": 9,
            "smp:0x05 unknown": 4,
            "smp:0x08 peer + no-response + step:feature exchange": 12,
            "smp:0x01 peer + no-response + step:feature exchange": 12,
            "smp:0x08 peer + peer-asked-security + !response-seen + step:feature exchange": 11,
            "smp:0x01 peer + peer-asked-security + !response-seen + step:feature exchange": 11,
            "hci:0x18": 12,
            "dbus:AuthenticationRejected + link-up": 8,
            "dbus:AuthenticationFailed": 3,
            "mgmt:0x05 + !dbus:AuthenticationFailed": 2,
            "mgmt-disc:0x00": 3,
            "smp:0x08 peer": 3,
            "zephyr:0x05": 6,
            "hung-up + no-response": 3,
            "windows:0x08": 5,
        },
        contradicts={
            "smp:0x05 peer + response-seen": 4,
            "negative-reply": 8,
            "user-said-no": 8,
            "encrypted": 8,
            "capabilities-refused": 12,
        },
        fixes=("pairing-mode", "forget-there", "manual"),
        settles="put the device in pairing mode and pair again: if it then passes, it was this",
    ),
    Cause(
        id="peer-bond-missing",
        title="The peer has lost the bond, this gateway still has it",
        side="peer",
        texts=(
            Text(
                "The stored link keys of the two sides differ",
                "{Here} gave its stored link key, and the proof of it did not fit: the peer has another one, of a "
                "bond that was made since with this or with another system on the same adapter (Core, Vol 1, Part F, "
                "2.5: an incorrect link key).",
                when="hci:0x05",
                side="unknown",
            ),
            Text(
                "The peer no longer has the bond that {here} uses",
                "{Here} encrypts with its stored key, and the peer has none: it was reset, its bond table overflowed, "
                "it was paired elsewhere, or it forgets bonds by itself. {Here} may go on listing it as paired.",
            ),
        ),
        supports={
            "cb:14": 24,
            "reported-peer-bond-missing + !micro-log": 7,
            "reported-peer-bond-missing + !micro-log + hci:0x16": 6,
            "reported-local-bond-missing + micro-log": 7,
            "apple:4803": 5,
            "apple:CBInternalWrongKey": 6,
            "cb:15": 6,
            "gatt:137 + !step:authentication + !step:pairing": 6,
            "att:0x05 peer + step:encryption": 6,
            "att:0x05 + step:encryption": 5,
            "bluedroid:97": 12,
            "cordio:EncryptFail": 5,
            "firmware:BondRejected": 6,
            "firmware:LlReject": 5,
            "hci:0x05 + stored-key-used + !ssp + !pin + !le": 14,
            "hci:0x05 peer + step:encryption + le": 12,
            "hci:0x06 peer + stored-key-used": 24,
            "hci:0x06 peer + bond-known": 20,
            "hci:0x06 peer + le": 17,
            "hci:0x06 peer": 8,
            "hci:0x06 unknown + initiator": 11,
            "hci:0x06 unknown + !responder + !initiator": 8,
            "ll:0x06": 20,
            "dbus:le-connection-key-missing": 22,
            "dbus:br-connection-key-missing": 14,
            "mgmt-disc:0x04": 4,
            "mgmt-disc:0x04 + ended-unpaired": 11,
            "zephyr:0x02 + initiator": 12,
            "zephyr:0x02": 5,
            "dbus:org.bluez.Reason.Authentication": 3,
            "windows:0x09": 2,
            "hresult:0x80070572": 6,
        },
        contradicts={
            "hci:0x06 local": 12,
            "hci:0x06 + responder + le": 16,
            "no-key-here": 24,
            "negative-reply": 18,
            "no-link-key-here": 16,
            "keys-made": 10,
            "hci:0x06 + smp-begun": 6,
            "hci:0x06 + ssp + !stored-key-used + !bond-known": 6,
        },
        fixes=(
            "remove-and-pair",
            "erase-bonds",
            "forget-on-phone",
            "forget-on-pc",
            "forget-both",
            "pairing-mode",
            "firmware-bonds",
        ),
        settles="the list of bonds on the device, where it shows one",
    ),
    Cause(
        id="peer-bonded-elsewhere",
        title="The peer is bonded to another device",
        side="peer",
        texts=(
            Text(
                "The peer takes the connection and never answers: it is probably bonded to another host",
                "Twice and more the Pairing Request was left unanswered and the link ended. A device with room for one "
                "bond keeps to the host it has, and ignores others until it is reset.",
                when="same-failure-before",
            ),
            Text(
                "The device is bonded or connected to another host, as reported",
                "A device with room for one bond keeps to the host it has, and refuses or ignores others until it is "
                "reset.",
                when="reported-peer-bonded-elsewhere",
            ),
            Text(
                "The peer takes the connection and does not answer: perhaps it is bonded to another host",
                "A device with room for one bond keeps to the host it has, and ignores others until it is reset.",
            ),
        ),
        supports={
            "same-failure-before + unanswered-request": 14,
            "reported-peer-bonded-elsewhere": 7,
            "unanswered-request": 3,
            "dbus:ConnectionAttemptFailed": 2,
            "dbus:le-connection-timeout": 2,
            "windows:0x04": 3,
        },
        contradicts={"response-seen": 8, "smp:0x05 peer": 3, "silent-30s": 6},
        fixes=("forget-there", "pairing-mode", "nearer"),
        settles="reset the device's bonds and pair again: if it then answers, it was this",
        at_most="possible",
    ),
    Cause(
        id="peer-user-rejected",
        title="Somebody said no on the peer",
        side="peer",
        texts=(
            Text(
                "The passkey entry was cancelled on the peer",
                "The peer's user left the passkey entry, or typed no passkey in time.",
                when="smp:0x01 peer + passkey-entry",
            ),
            Text(
                "The pairing was declined on the peer",
                "The peer asked its user, or its own policy, whether to pair, and the answer was no.",
            ),
        ),
        supports={
            "android:2": 6,
            "android:8": 11,
            "smp:0x01 peer + passkey-entry": 22,
            "smp:0x0c peer + features-known + !numeric-comparison": 11,
            "smp:0x0c peer": 6,
            "smp:0x01 peer": 5,
            "smp:0x01 unknown": 4,
            "hung-up + smp-begun + !no-response + !encrypted": 2,
            "zephyr:0x01": 2,
            "hci:0x05 peer + ssp + passkey-entry + left-typing-there": 20,
            "user-cancelled-reported + coded": 9,
        },
        contradicts={"smp:0x0c peer + numeric-comparison": 6, "no-response": 6},
        fixes=("type-digits if passkey-entry", "accept-there if !passkey-entry", "forget-there if !passkey-entry"),
        settles="what the peer's screen showed, and who answered it",
    ),
    Cause(
        id="peer-rate-limit",
        title="The peer refuses after too many attempts",
        side="peer",
        texts=(
            Text(
                "One side does not allow this pairing now",
                "Too many attempts in a row, a pairing over the other transport, or the application said no.",
                when="zephyr:0x06",
            ),
            Text(
                "The peer makes {here} wait after failed attempts",
                "After a failed pairing a device may refuse new ones for a while, longer each time.",
            ),
        ),
        supports={
            "android:7": 20,
            "smp:0x09 peer": 22,
            "hci:0x17": 12,
            "zephyr:0x06": 5,
            "dbus:AuthenticationRejected": 2,
        },
        contradicts={"user-cancelled-reported": 20},
        fixes=("wait", "forget-there if zephyr:0x06"),
        settles="wait some minutes: if it then passes, it was this",
    ),
    Cause(
        id="peer-busy",
        title="The peer is busy with another pairing",
        side="peer",
        texts=(
            Text(
                "The peer is in range and takes no further connection",
                "Its controller answered the page and refused: its links are all in use, most often by the phone or "
                "computer it works with.",
                when="no-link",
            ),
            Text("The peer is busy with another pairing", "The device pairs with one host at a time."),
        ),
        supports={
            "hci:0x0d peer + no-link": 21,
            "hci:0x09 peer + no-link": 14,
            "bluedroid:96": 6,
            "smp:0x10 peer": 22,
            "hci:0x38": 14,
            "dbus:AuthenticationRejected": 2,
            "zephyr:0x06": 2,
        },
        fixes=("close-apps if !unasked", "free-device if unasked"),
        settles="switch the other hosts off and pair again",
    ),
)

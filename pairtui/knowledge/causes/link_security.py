"""Causes in the link between the two: time ran out on it, or it was not secure enough."""

from pairtui.knowledge.causes.cause import Cause, Text

_BETWEEN = "!controller-silent + !link-stalled + !uart-garbled + !usb-garbled"
"""The two controllers do not get on with one another, and no other reason is known."""

CAUSES = (
    Cause(
        id="smp-timeout",
        title="No answer within the 30 seconds of SMP",
        side="sender",
        texts=(
            Text(
                "The start of encryption was never answered",
                "Both sides had proved themselves and {here} asked for encryption. The peer's link layer never "
                "answered, until the 30 seconds of the pairing were over. The peer's firmware is at fault, below its "
                "pairing code.",
                when="encryption-unanswered",
            ),
            Text(
                "The peer fell silent, and the pairing ran out of time",
                "It was the peer's turn. A pairing allows 30 seconds for each step, then it is over and the link is "
                "closed.",
                when="peer-silent",
            ),
            Text(
                "{Here} fell silent, and the pairing ran out of time",
                "It was the turn of {here}. A pairing allows 30 seconds for each step, then it is over and the link is "
                "closed.",
                when="gateway-silent",
                side="local",
            ),
            Text(
                "A step of the pairing was not answered within 30 seconds",
                "A pairing allows 30 seconds for each step. The log does not show whose turn it was.",
            ),
        ),
        supports={
            "nimble:13 + !step:connection": 8,
            "bluedroid:99": 12,
            "apple:4807": 12,
            "android:6": 4,
            "nordic:0x1101": 20,
            "peer-silent + !question-open": 24,
            "peer-silent + question-open": 15,
            "gateway-silent + !question-open + !step:key distribution": 18,
            "gateway-silent + !question-open + step:key distribution": 24,
            "encryption-unanswered + silent-30s": 24,
            "nordic:0x01": 20,
            "firmware:SmpTimeout": 20,
            "errno:5": 20,
            "firmware:PairTimeout": 6,
            "took-30s + le": 9,
            "smp-timeout-logged": 22,
            "zephyr:0x09": 2,
            "windows:0x07": 3,
        },
        contradicts={"prompt-expired": 10, "question-open-long": 12},
        fixes=("restart-device if !gateway-silent", "pairing-mode", "forget-there", "firmware"),
        settles="an air capture: which side sent last",
    ),
    Cause(
        id="controller-timeout",
        title="A controller did not answer",
        side="peer",
        texts=(
            Text(
                "The start of encryption was not answered, and a program here gave up waiting",
                "{Here} asked for encryption, and the peer's link layer had not answered when a program on {here} "
                "cancelled the pairing. The silence is the fault, not the cancelling.",
                when="encryption-unanswered",
            ),
            Text(
                "The Bluetooth controller of {here} does not answer",
                "The kernel gave its own controller a command and got no answer: the chip hangs, has no power or no "
                "clock, runs without its firmware, or the line to it (USB, UART, SDIO) is broken. No device has a part "
                "in this, and nothing can be paired until the controller answers.",
                when="controller-silent",
                side="local",
            ),
            Text(
                "The Bluetooth controller of {here} does not answer",
                "The host gave its own controller a command and got no answer, so it started again and dropped every "
                "link: the controller hangs, or its task gets no time or memory. No device has a part in this.",
                when="nimble:19",
                side="local",
            ),
            Text(
                "The Bluetooth controller of {here} no longer sends what it is given for a link",
                "The kernel gave its own controller data for a connection and heard for many seconds neither that it "
                "was sent nor that the link is gone, so it closed the link. Mostly the controller's firmware hangs: "
                "other connections or Wi-Fi on the same chip, power saving, or a weak link make it likelier.",
                when="link-stalled",
                side="local",
            ),
            Text(
                "What the Bluetooth controller of {here} sends arrives damaged",
                "On the line between {here} and its controller (mostly a UART) octets are lost or altered. A few such "
                "lines while the adapter starts are harmless; many of them mean a wrong speed, missing flow control, "
                "or too many advertisements for the line.",
                when="uart-garbled",
                side="local",
            ),
            Text(
                "What the Bluetooth controller of {here} sends arrives damaged",
                "Packets that came over USB were too short or too long for what they say of themselves: the driver and "
                "the controller do not fit together, or USB loses data.",
                when="usb-garbled",
                side="local",
            ),
            Text(
                "The peer's controller did not answer in time",
                "A procedure of the link layer (LMP or LL) got no response: below the host, between the two "
                "controllers.",
            ),
        ),
        supports={
            "hci:0x22 + !step:connection": 13,
            "ll:0x22": 13,
            "encryption-unanswered + silent-briefly": 16,
            "hci:0x1f": 3,
            "controller-silent": 14,
            "nimble:19": 14,
            "link-stalled": 12,
            "uart-garbled": 11,
            "usb-garbled": 11,
            "hci:0x22": 4,
        },
        contradicts={
            "question-open + hci:0x22": 10,
            "unanswered-there + hci:0x22": 10,
            "pin-logged + hci:0x22 + !question-open + !unanswered-there": 10,
        },
        fixes=(
            f"pair if {_BETWEEN}",
            f"restart-both if {_BETWEEN}",
            "other-port if usb-garbled",
            "power-off-gateway if controller-silent",
            "power-off-gateway if link-stalled + !controller-silent",
            "uart-line if uart-garbled",
            "reload-driver if controller-silent",
            "controller-firmware",
            "autosuspend if controller-silent + !uart-garbled",
            "autosuspend if link-stalled + !controller-silent",
            "kernel-log-of-adapter if controller-silent",
            "kernel-log-of-adapter if uart-garbled",
        ),
        settles="an air capture, or another adapter",
    ),
    Cause(
        id="mic-failure",
        title="The link ended because decrypted data did not verify",
        side="unknown",
        texts=(
            Text(
                "Encrypted data did not verify: mostly the stored keys of the two sides differ",
                "A packet's integrity check (MIC) failed, so the controller closed the link. The stored keys differ, "
                "or another procedure of the link layer ran into the start of encryption.",
                when="stored-key-used",
            ),
            Text(
                "Encrypted data did not verify with the key that this pairing had just made",
                "A packet's integrity check (MIC) failed, so the controller closed the link while a pairing ran. No "
                "old bond is at fault: one side's controller cannot encrypt as its host thinks, or another procedure "
                "of the link layer ran into the start of encryption, or a packet was altered.",
                when="pairing-ran",
            ),
            Text(
                "Encrypted data did not verify",
                "A packet's integrity check (MIC) failed, so the controller closed the link. The keys of the two sides "
                "differ, another procedure of the link layer ran into the start of encryption, or a packet was "
                "altered.",
            ),
        ),
        supports={"hci:0x3d": 24, "ll:0x3d": 24, "dbus:AuthenticationCanceled": 1},
        fixes=(
            "pair if pairing-ran",
            "controller-encryption if pairing-ran",
            "remove-where-bonded if ended-for-mic",
            "record-connection if ended-for-mic",
            "remove-and-pair if !pairing-ran + !ended-for-mic",
            "erase-bonds if !pairing-ran",
            "forget-both if !pairing-ran",
            "firmware",
            "kernel-update",
        ),
        settles="remove the bond on both sides and pair again",
    ),
)

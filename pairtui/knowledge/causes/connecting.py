"""The cause of a link that never came up."""

from pairtui.knowledge.causes.cause import Cause, Text

_UNANSWERED_STEP = (
    "The device answered, and a step of the connection came to no end",
    "A step between the two controllers was not answered in time. Over BR/EDR the pairing can be one of them: a PIN "
    "that was asked for and never given ends the connection like this.",
)
"""Title and explanation: over a link that nobody asked to pair on it is the device that did not answer."""

CAUSES = (
    Cause(
        id="connect-failed",
        title="No link came about",
        side="peer",
        texts=(
            Text(
                "The controller of {here} refused to connect",
                "It did not take the command: another connection or a scan was under way, another program uses the "
                "controller, or its firmware is at fault. The device was not even called.",
                when="call-refused",
                side="local",
                fixes=("stop-others-connect", "power-cycle", "kernel-update", "controller-firmware"),
            ),
            Text(
                "A connection did not come about",
                "{Here} gave the connection up: somebody cancelled it, or the adapter was switched off or busy.",
                when="given-up-here",
                side="local",
                fixes=("connect-again",),
            ),
            Text(
                "A connection did not come about",
                "The kernel tried to connect, no link came up, and it gives no reason.",
                when="no-reason-given",
                side="unknown",
                fixes=("nearer-connect", "free-device"),
            ),
            Text(
                "There is no room for one more connection, at the device or at this adapter",
                "The kernel's No Resources stands for a peer that rejects a connection for want of resources, or for "
                "too many connections of this adapter. Mostly the device is connected to another host.",
                when="mgmt:0x07",
                side="unknown",
            ),
            Text(
                "The device answered and refused the connection",
                "It wants to be paired first or again, has no such service at the moment, or works with another host.",
                when="dbus:br-connection-refused",
            ),
            Text(
                "{Here}'s adapter has no room for one more connection",
                "The adapter itself ended the connecting: a device has no way to refuse one over LE. All its links "
                "are in use, or its firmware holds some that are gone.",
                when="hci:0x0d local",
                side="local",
            ),
            Text(
                "{Here}'s controller has no room for one more connection",
                "Connection Limit Exceeded is the word of the own controller: all the links that it can hold are in "
                "use, or being set up, or some that are gone were not released.",
                when="hci:0x09",
                side="local",
            ),
            Text(
                "The connecting was given up before a link came about",
                "A controller says so where its host cancels the connecting, mostly because the device was not heard "
                "in time: out of range, asleep, connected to another host. A program that gives up early looks alike.",
                when="hci:0x02",
                side="unknown",
            ),
            Text(
                "The two sides do not agree who is central of the link",
                "One of them wants to be central, the other does not change its role: the device by its firmware, this "
                "gateway by the link policy of its adapter. So there was no link.",
                when="hci:0x21",
            ),
            Text(*_UNANSWERED_STEP, when="hci:0x22 + unasked"),
            Text(*_UNANSWERED_STEP, when="hci:0x22", side="unknown"),
            Text(
                "The pairing succeeded; the device did not answer the connection after it",
                "The bond is not at fault and need not be removed. The device is asleep, out of range, or connected to "
                "another host.",
                when="after-pairing",
            ),
            Text(
                "The connection failed with an input/output error, which does not tell why",
                "BlueZ says so where the kernel gave no channel to the device, where the link ended while a profile "
                "was being connected, or where the driver for the device did not take it. If it is paired, the bond "
                "need not be at fault.",
                when="dbus:br-connection-create-socket",
                side="unknown",
            ),
            Text(
                "No adapter or proxy had a connection left for the device",
                "Each adapter and each Bluetooth proxy holds a few connections only, and those that hear the device "
                "had none left, or none of them hears it at the moment.",
                when="esphome:NoSlot",
            ),
            Text(
                "There was no link to the device any more, or none came about",
                "Windows says Unreachable where it has no link to the device: it ended it, fell silent, is out of "
                "range, or is connected to another host.",
                when="windows:Unreachable",
            ),
            Text(
                "No connection came about to this address, which is the device's LE entry",
                "A device whose name begins with LE has a second entry without it: the same device over BR/EDR, under "
                "another address. Audio is paired through that one. Over LE it mostly serves its maker's app.",
                when="le-entry + !link-up",
            ),
            Text(
                "The link was gone again before the pairing could begin",
                "BlueZ showed the device as connected, and the connection failed all the same: the link was never "
                "really up, or the device dropped it at once. It is at the edge of range, or works with another "
                "host.",
                when="dbus:ConnectionAttemptFailed + link-up",
            ),
            Text(
                "The link was gone again before it could be used",
                "BlueZ showed the device as connected, and gave the connection up all the same: the link was never "
                "really up, the device dropped it at once, or what BlueZ asked first (its services, encryption) got "
                "no answer.",
                when="dbus:le-connection-abort-by-local + link-up",
                side="unknown",
            ),
            Text(
                "A connection did not come about",
                "No link came up, or it was gone at once: the device is out of range, asleep, not connectable, or "
                "connected to another host.",
                when="unasked",
                fixes=("nearer-connect", "free-device"),
            ),
            Text(
                "No connection came about, so nothing was paired; 133 (GATT_ERROR) does not tell why",
                "Mostly the device was not heard: it is out of range, asleep, no longer connectable, or connected to "
                "another host. The number also stands where the Bluetooth of {here} itself fails.",
                when="gatt:133",
                side="unknown",
            ),
            Text(
                "No connection came about, so nothing was paired",
                "The device did not answer: it is out of range, asleep, no longer connectable, or connected to another "
                "host.",
            ),
        ),
        supports={
            "android:4": 6,
            "gatt:133 + !step:attribute access": 11,
            "gatt:147": 11,
            "gatt:256": 11,
            "cb:6": 6,
            "cb:10": 11,
            "cb:11": 11,
            "windows:0x05": 6,
            "nimble:13 + step:connection": 12,
            "dbus:br-connection-refused": 4,
            "hci:0x3e": 22,
            "hci:0x04": 22,
            "hci:0x10": 20,
            "hci:0x21 + no-link": 22,
            "hci:0x22 + step:connection": 8,
            "hci:0x02 + step:connection": 12,
            "hci:0x0d local + step:connection": 14,
            "hci:0x09 + step:connection": 14,
            "hci:0x08 + no-link": 14,
            "hci:0x13 + no-link": 11,
            "hci:0x16 + no-link": 11,
            "never-connected": 14,
            "mgmt:0x04": 12,
            "mgmt:0x07": 11,
            "dbus:ConnectionAttemptFailed": 12,
            "dbus:le-connection-abort-by-local": 8,
            "dbus:le-connection-abort-by-local + link-up": 6,
            "dbus:le-connection-timeout": 8,
            "dbus:br-connection-page-timeout": 22,
            "dbus:br-connection-create-socket": 4,
            "ended-at-once": 5,
            "connection-only": 4,
            "windows:0x04": 2,
            "esphome:NotConnected": 11,
            "web:ConnectionFailed": 11,
            "web:NoLongerInRange": 12,
            "windows:Unreachable": 11,
            "esphome:NoSlot": 12,
            "esphome:ConnectTimeout": 12,
        },
        contradicts={
            "smp-begun": 14,
            "link-up + !hci:0x3e": 6,
            "agent-asked + dbus:ConnectionAttemptFailed": 6,
            "controller-crashed": 20,
        },
        fixes=(
            "more-slots if esphome:NoSlot",
            "close-connections if hci:0x0d local",
            "close-connections if hci:0x09",
            "power-cycle if hci:0x0d local + unasked",
            "role-switch if hci:0x21",
            "pair if hci:0x21 + !unasked",
            "other-entry if le-entry",
            "nearer if !after-pairing + !hci:0x21 + !hci:0x0d local + !hci:0x09 + !unasked",
            "nearer-connect if after-pairing",
            "free-device if !hci:0x0d local + !hci:0x09 + !hci:0x21",
            "pairing-mode if !after-pairing + !hci:0x21 + !hci:0x0d local + !hci:0x09 + !unasked",
            "close-connections if mgmt:0x07 + !hci:0x21 + !hci:0x0d local + !hci:0x09",
            "firmware-package if firmware-missing",
        ),
        settles="whether another host nearby connects to it",
    ),
)

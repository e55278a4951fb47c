"""Causes beside the pairing, and the one of not knowing."""

from pairtui.knowledge.causes.cause import Cause, Text

CAUSES = (
    Cause(
        id="profile-unavailable",
        title="No profile on this gateway fits the device",
        side="local",
        texts=(
            Text(
                "No program on {here} uses the device's services",
                "This is not a pairing fault: bluetoothd found no local profile for the services the device offers, "
                "such as audio without an audio server.",
            ),
        ),
        supports={
            "dbus:br-connection-profile-unavailable": 22,
            "dbus:BREDR.ProfileUnavailable": 22,
            "no-endpoint-logged + connection-only": 22,
            "connection-only + dbus:Failed": 4,
            # src/device.c, connect_profiles(): no profile of the device can be connected.
            "connection-only + dbus:NotAvailable": 6,
            "connection-only + dbus:br-connection-unknown": 4,
        },
        fixes=("profile-program",),
        settles="`bluetoothctl info`: the UUIDs of the device",
    ),
    Cause(
        id="application-disconnect",
        title="An application ended the link; pairing is not at fault",
        side="sender",
        texts=(
            Text(
                "{Who} ended the link; the log does not show what came before",
                "An end alone is not a fault: each link has one. What led to it stands in front of what was quoted.",
                when="only-an-end",
                fixes=("record-connection",),
            ),
            Text(
                "{Who} ended the link, and no pairing was under way",
                "bluetoothd writes status 0x0e for every link that goes down: by itself it is not a failed pairing. A "
                "btmon log of the same moment would show what led to it.",
                when="ended-unpaired",
                fixes=("who-disconnected if mgmt-disc:0x02", "record-connection"),
            ),
            Text(
                "{Here} did not take the connection that the device asked for",
                "The device called, and this host refused it or let it wait too long: it does not know the device, is "
                "not connectable for it, or the device is blocked here.",
                when="rejected-here",
                side="local",
                fixes=("pair-or-trust", "refusal-in-log"),
            ),
            Text(
                "The peer ended the connection; security had no part in it",
                "Shortly after a request the peer closed the link by itself. Nothing was refused before; its "
                "application decided so.",
                when="hung-up-after-request",
                fixes=("peer-documentation",),
            ),
            Text(
                "A program on {here} gave up while the peer had not answered",
                "A program cancelled the pairing after some seconds in which nothing came from the peer.",
                when="cancelled-here",
            ),
            Text(
                "Something on {here} ended the link",
                "The host itself disconnected in the middle: a program called Disconnect, removed the device, or gave "
                "up waiting.",
            ),
        ),
        supports={
            "host-disconnected + hci:0x16 + !silent-30s": 12,
            "host-disconnected + !coded + !silent-30s": 8,
            "host-disconnected + hci:0x05 + !silent-30s": 4,
            "hci:0x16 local + !silent-30s + !no-link": 11,
            "hci:0x13 local + !silent-30s + !no-link": 11,
            "cancelled-here + silent-briefly": 13,
            "hci:0x13": 1,
            "hung-up-after-request": 12,
            "rejected-here": 12,
            "ended-by-a-side": 6,
            **dict.fromkeys((f"ended-unpaired + mgmt-disc:0x0{reason}" for reason in (2, 3, 5)), 11),
            "mgmt-disc:0x02": 5,
            "mgmt-disc:0x03": 4,
            "dbus:br-connection-aborted-by-local": 5,
        },
        contradicts={
            "encryption-unanswered": 6,
            "question-open-long": 14,
            "question-open + host-disconnected": 16,
            "question-open + !host-disconnected": 4,
            "controller-crashed": 14,
            "encryption-of-le-on-bredr": 14,
            "encrypted + mgmt:0x05": 4,
        },
        fixes=("pair", "stop-others"),
        settles="which program called Disconnect: `busctl monitor org.bluez`",
        settles_elsewhere="the log of {here}: which part of its program ended the link",
    ),
    Cause(
        id="cross-transport",
        title="The keys of one transport were refused for the other",
        side="sender",
        texts=(
            Text(
                "This kernel takes the device's BR/EDR link for one of LE",
                "The device has the same address on both transports and a bond on both. The kernel answered a request "
                "on the BR/EDR link with the key of LE; the controller refused, and the kernel closed the link.",
                when="encryption-of-le-on-bredr",
            ),
            Text(
                "The device derives no LE keys from its BR/EDR pairing",
                "What was paired over BR/EDR is good. Linux asks for keys of LE as well where the link is encrypted "
                "with AES-CCM, and the device refused. Where LE is needed it is paired by itself.",
                when="smp:0x0e + bredr",
            ),
            Text(
                "The device's other transport is in the way",
                "A dual-mode device pairs over one transport at a time, and derives the other's key from it only where "
                "both allow it.",
            ),
        ),
        supports={
            "encryption-of-le-on-bredr + peer-asked-security": 36,
            "encryption-of-le-on-bredr + hci:0x12": 16,
            "encryption-of-le-on-bredr": 12,
            "smp:0x0d": 12,
            "smp:0x0e": 12,
        },
        fixes=(
            "once-more if encryption-of-le-on-bredr",
            "remove-one-transport if encryption-of-le-on-bredr",
            "kernel-update if encryption-of-le-on-bredr",
            "over-le if smp:0x0e + bredr",
            "pair if !encryption-of-le-on-bredr + !bredr",
            "pair if smp:0x0d + bredr",
            "one-transport if !encryption-of-le-on-bredr",
        ),
        settles="pair over LE only",
    ),
    Cause(
        id="unknown",
        title="The log does not show the cause",
        side="sender",
        texts=(
            Text(
                "Something failed in this log, and what was read does not say why",
                "These lines speak of a failure, and their words are not known here. Nothing may be concluded from "
                "their being few.",
                when="not-understood",
                side="unknown",
                fixes=("send-trace", "ask-line"),
            ),
            Text(
                "Nothing in this log was understood as a pairing, neither a good one nor one that failed",
                "What went wrong, if anything did, may stand in front of what was quoted, behind it, or in the other "
                "side's log.",
                when="nothing-seen",
                side="unknown",
                fixes=("record-connection", "whole-log"),
            ),
            Text(
                "The device was paired, and BlueZ dropped the bond again",
                "BlueZ does that where the pairing was made without bonding, so that it lasts as long as the link "
                "(`Bonded: no`), where the device did not give its keys, and where another program removes the bond.",
                when="bond-dropped",
                side="unknown",
                fixes=("pair-rather-than-connect", "btmon"),
            ),
            Text(
                "The device connected and the link ended again; this log does not tell why",
                "bluetoothctl names no reason. A device that wants to be paired first, that works with another host, "
                "or whose program has nothing to do hangs up so; a bond that only one side has looks the same.",
                when="link-dropped",
                side="unknown",
                fixes=("pair-if-not-paired", "record-connection"),
            ),
            Text(
                "The peer hung up as soon as the link was encrypted",
                "Both sides had the key, and the peer closed the link by itself before anything was asked over it. HCI "
                "has no reason for that: a bond that it cannot keep, a service that it does not find here, another "
                "host that it prefers. The error of a program that waited for the link says no more.",
                when="hung-up-encrypted",
                fixes=("record-connection", "remove-where-bonded"),
            ),
            Text(
                "The peer answered no request for a channel, and hung up",
                "No pairing began: the peer took the link, left this request unanswered and closed the link when it "
                "had waited long enough. Either it did not get what this controller sent, or its own stack hangs.",
                when="hung-up-unanswered",
                fixes=("power-cycle", "record-connection"),
            ),
            Text(
                "{Who} closed the link: the other side did not authenticate as required",
                "The log does not show what came before: mostly a stored key was refused, or a pairing failed. A "
                "capture that begins before the connection would show it.",
                when="link-unauthentic",
                fixes=("record-connection", "remove-where-bonded"),
            ),
            Text(
                "The link ended; the log does not show what came before",
                "{code} is how it ended, and each link ends. What led to it stands in front of what was quoted.",
                when="only-an-end",
                fixes=("record-connection",),
            ),
            Text(
                "A link ended, and this log does not show why",
                "Each link ends, and no reason is given. What led to it stands in front of what was quoted.",
                when="end-without-reason",
                fixes=("record-connection",),
            ),
            *(
                Text(
                    "BlueZ has a bond with this device already",
                    "BlueZ does not pair with a device it holds a bond with. If the device has lost its half, the bond "
                    "must be removed.",
                    when=code,
                )
                for code in ("mgmt:0x13", "dbus:AlreadyExists")
            ),
            Text(
                "The pairing succeeded; the connection after it failed, and BlueZ does not say why",
                "{code} stands for many reasons.{meaning} The bond is not at fault and need not be removed. With audio "
                "devices it is mostly that no audio program runs here; otherwise the device went away in between.",
                when="after-pairing + outer-only",
            ),
            Text(
                "The connection failed; what BlueZ says of it does not tell why",
                "{code} stands for many reasons.{meaning} Whether the device is paired has no part in the error. "
                "bluetoothd's log of that moment, or a trace of the HCI, would show what failed.",
                when="connection-only + outer-only",
            ),
            Text(
                "The {kind} failed; what BlueZ says of it does not tell why",
                "{code} stands for many reasons.{meaning} What it could be is listed with this, the likeliest first; a "
                "trace of the HCI would show the step and the reason.",
                when="outer-only",
            ),
            Text(
                "The {kind} failed; the log does not show how",
                "The log does not show a code. A trace from before the connection on would.",
                when="!coded",
            ),
            Text(
                "The {kind} failed, and this program's log does not say why",
                "It ended at the {step}.{meaning} What the other side logged, or a capture of the same attempt, would "
                "tell the reason.",
                when="reason-withheld",
            ),
            Text(
                "{Here} was not pairable, and what began the pairing is not in the log",
                # net/bluetooth/smp.c: smp_cmd_pairing_req() and smp_cmd_security_req().
                "The kernel answers Pairing Not Supported where the peer wants to bond and the adapter's bondable "
                "setting is off: BlueZ's Pairable, which is off when no default agent is registered. Whether the peer "
                "began to pair, or {here} had asked it to, stands in front of what was quoted.",
                when="smp:0x05 local",
            ),
            Text(
                "{Who} ended it with {name}",
                "{Who} ended it with {code} {name} at the {step}.{meaning} Nothing else in the log tells why; a "
                "capture of the other side, or an air capture of the same attempt, would.",
            ),
        ),
        supports=dict.fromkeys(
            ("not-understood", "nothing-seen", "bond-dropped", "link-dropped", "end-without-reason"), 5
        ),
        fixes=(
            "pairable if smp:0x05 local",
            "agent if smp:0x05 local",
            "profile-program if after-pairing",
            "nearer-connect if connection-only",
            "daemon-log if connection-only",
            "just-connect if mgmt:0x13",
            "just-connect if dbus:AlreadyExists",
            "remove-and-pair if mgmt:0x13",
            "remove-and-pair if dbus:AlreadyExists",
            "pairing-mode if dbus:AuthenticationFailed + outer-only",
            "pairing-mode if mgmt-disc:0x00",
            "agent if dbus:AuthenticationFailed + outer-only + !prompted + !agent-registered",
            "btmon if outer-only",
            "pair if !outer-only",
            "firmware-log",
            "phone-capture",
            "sniff if !outer-only",
        ),
        settles="a capture of both sides",
        at_most="possible",
    ),
)

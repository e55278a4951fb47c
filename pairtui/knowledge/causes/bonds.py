"""Causes in the bonds that this gateway stores."""

from pairtui.knowledge.causes.cause import Cause, Text

CAUSES = (
    Cause(
        id="local-bond-missing",
        title="This gateway has lost the bond, the peer still has it",
        side="local",
        texts=(
            Text(
                "The peer forgot its bond; {here} still has it and refuses to pair again",
                "The peer asks for a new Just Works pairing while bluetoothd holds a bond with it. With "
                "JustWorksRepairing=never (the default) bluetoothd answers no without asking anybody.",
                when="negative-reply + responder + hint-only + bond-known",
            ),
            Text(
                "The peer forgot its bond; {here} still has it and refuses to pair again",
                "bluetoothd answered no to a new Just Works pairing. With JustWorksRepairing=never (the default) it "
                "does so, without asking anybody, where it holds a bond with the peer.",
                when="no-logged",
            ),
            Text(
                "The kernel did not take the keys that bluetoothd had stored",
                "One key that the kernel holds for invalid (an address of the wrong type) makes it refuse all that "
                "were loaded with it, so the bonds do not hold on this side. BlueZ before 5.80 stores such a key.",
                when="keys-not-loaded",
                fixes=("bluez-update", "remove-wrong-type"),
            ),
            Text(
                "{Here} was asked for the key of an earlier pairing and has none",
                "The peer had connected and wanted to be authenticated, and {here} answered that it has no key for "
                "it. A first pairing begins so, too; where the two were paired before, the bond was removed here, or "
                "the storage was lost or refused.",
                when="key-missed + !coded",
            ),
            Text(
                "{Here} has no link key for the peer any more",
                "The controller asked for the key of an earlier pairing, and {here} has none: it was removed, or the "
                "storage was lost. The peer may still have its part, and pairs again only when that is removed, too.",
                when="no-link-key-here",
            ),
            Text(
                "{Here} no longer has the bond, as reported",
                "The bond was removed here, and the peer still has its part: many devices answer nothing of value and "
                "take no new pairing until that is removed, too.",
                when="reported-local-bond-missing + !micro-log",
            ),
            Text(
                "The peer uses a bond that {here} no longer has",
                "The peer asked to encrypt with a stored key, and {here} has none for it: the bond was removed here, "
                "or the storage was lost or refused.",
            ),
        ),
        supports={
            "gatt:137 + !step:authentication + !step:pairing": 5,
            "reported-local-bond-missing + !micro-log": 7,
            "nimble:5": 12,
            "cordio:EncryptFail": 5,
            "firmware:BondRejected": 6,
            "apple:4803": 6,
            "negative-reply + responder + hint-only + bond-known": 26,
            "no-logged + hint-logged": 8,
            "no-logged + hint-logged + bond-logged": 12,
            "no-logged + repairing-allowed-logged": 9,
            "no-key-here + !smp-begun": 22,
            "hci:0x06 local": 6,
            "hci:0x06 unknown + responder": 12,
            "hci:0x06 unknown + !responder + !initiator": 6,
            "hci:0x06 + responder + le + !smp-begun": 14,
            "hci:0x06 + no-link-key-here": 14,
            "key-missed + hung-up": 14,
            "key-missed + !coded": 6,
            "keys-not-loaded-logged": 11,
            "keys-not-loaded": 11,
            "zephyr:0x02 + responder": 11,
            "zephyr:0x02": 5,
            "mgmt:0x0d": 1,
            "windows:0x12": 4,
            "dbus:org.bluez.Reason.Authentication": 2,
        },
        contradicts={"user-said-no": 20, "pin-refused": 14, "hci:0x06 peer + stored-key-used": 12},
        fixes=(
            "remove-and-pair if negative-reply",
            "remove-and-pair if no-logged",
            "just-works-repairing if negative-reply",
            "just-works-repairing if no-logged",
            "forget-there if !negative-reply + !no-logged",
            "see-keys-load if !negative-reply + !no-logged",
            "erase-bonds",
            "forget-on-phone",
            "forget-both",
        ),
        settles="the list of bonds on both sides",
    ),
    Cause(
        id="bond-table-full",
        title="There is no room for one more bond",
        side="local",
        texts=(
            Text(
                "{Here} could not store the new bond",
                "Either its list of bonds is full, or its flash did not take what was written.",
                when="firmware:BondSaveFailed",
            ),
            Text(
                "{Here} has no room for one more bond, so the pairing cannot end",
                "The list of bonds of {here} is full. Pairing begins as ever and breaks off when the new key is to be "
                "kept, or the bond is gone after the next start.",
            ),
        ),
        supports={
            "bonds-full-logged": 16,
            "att:0x05 peer + step:encryption": 5,
            "nimble:27": 26,
            "firmware:BondSaveFailed": 8,
            "firmware:BondTableFull": 24,
            "cb:16": 24,
            "errno:12": 24,
            "errno:28": 24,
            "nrf:0x86": 14,
        },
        fixes=("remove-old-bonds", "more-bonds", "full-bonds"),
        settles="the list of bonds on both sides",
    ),
)

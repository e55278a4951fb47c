"""What lines of hosts and controllers on microcontrollers tell of themselves, where no device has a part in it.

ESP-IDF 4.4 to 5.5: components/bt/host/bluedroid/hci/hci_layer.c, components/bt/controller/esp32*/bt.c and the
assertions of the controller's library. BTstack 1.6: example/sm_pairing_central.c.
"""

from pairtui.knowledge.log_phrase import phrase

FIRMWARE_PHRASES = (
    phrase(
        r"hci layer timeout waiting for response to a command",
        "controller-timeout",
        "The host gave its own controller a command and got no answer in time: the controller hangs, or its task gets "
        "no time or memory. No device has a part in this.",
        "restart-both controller-firmware",
        title="The Bluetooth controller of this machine does not answer its host",
        side="local",
    ),
    phrase(
        r"\bASSERT_(?:PARAM|ERR|INFO)\([^\n]{1,60}\), in (?:rw|r_|l[cdlm]|ke_|sch|hci|arch|vhci|ble|bt)\w*\.c "
        r"at line \d+|\bBLE assert:? [\w/.]{2,40}\.c,? (?:line )?\d+",
        "adapter-unavailable",
        "An assertion of the controller's own library failed, and the chip restarts: every link is gone, and no "
        "device has a part in this.",
        "controller-firmware",
        title="The Bluetooth controller of this machine stopped itself",
        side="local",
    ),
    phrase(
        r"\bBLE_INIT: (?:Malloc failed|hci inits? failed|controller init failed)",
        "adapter-unavailable",
        "The controller got no memory, or could not be started. Bluetooth does not work until the firmware leaves it "
        "more.",
        "controller-firmware",
        title="The Bluetooth controller of this machine could not be started",
        side="local",
    ),
    phrase(
        r"\bUnexpected PDU \d{1,2} in (?:state \d|SM_)",
        "unknown",
        "BTstack got a message of a pairing that does not fit the step it was at, and dropped it: the two sides are "
        "not at the same step, as where both begin at once.",
        "pair",
        title="A message of a pairing came when it was not expected, and was dropped",
        side="unknown",
    ),
    phrase(
        r"Assuming remote lost bonding information",
        "peer-bond-missing",
        "The host asked for encryption with the key of an old bond and was refused, so it takes the peer to have lost "
        "that bond.",
        "pairing-mode forget-both",
        step=True,
    ),
)

"""What lines of hosts and controllers on microcontrollers say of themselves, where no device has a part in it.

ESP-IDF 4.4 to 5.5: components/bt/host/bluedroid/hci/hci_layer.c, stack/rfcomm/port_rfc.c
(port_rfc_closed; the results: stack/include/stack/port_api.h), components/bt/controller/esp32*/bt.c and the
assertions of the controller's library. BTstack 1.6: example/sm_pairing_central.c. Bluepad32 4.2:
src/components/bluepad32/bt/uni_bt_le.c (uni_bt_le_on_hci_event_le_meta).
espressif/arduino-esp32 4.0: libraries/BLE/src.
zephyrproject-rtos/zephyr (3.2 to 4.3): subsys/bluetooth/host/keys.c (keys_set, bt_keys_store), hci_core.c
(bt_hci_cmd_send_sync, hci_hardware_error), settings.c, id.c, ecc.c, smp.c (bt_smp_init), att.c
(att_timeout), gatt.c (bt_gatt_notify_cb),
subsys/settings/src/settings.c (settings_call_set_handler), kernel/fatal.c (z_fatal_error), sys/__assert.h (2.0 to 4.4).
"""

from pairtui.knowledge.log_phrase import phrase

_GONE = "The bond is gone on this side and the peer still has its own, so encryption fails the next time."

FIRMWARE_PHRASES = (
    phrase(
        r"RFCOMM connection in state 1 closed: [^\n(]{0,40}fail[^\n(]{0,10}\(res: 15\)",
        "unknown",
        "A serial channel asks for an authenticated or encrypted link before it opens, and Bluedroid says that this "
        "failed (PORT_SEC_FAILED). The reason stands in the line of the authentication, where it was logged.",
        "pair forget-both",
        title="The pairing or encryption that a serial channel (RFCOMM) asks for failed",
        side="unknown",
    ),
    phrase(
        r"RFCOMM connection in state 1 closed: [^\n(]{0,40}(?:fail|timeout|invalid)[^\n(]{0,9}\(res: (?:1[2678]|2[45])",
        "connect-failed",
        "The serial channel was being opened and did not come about: the device was not reached, was connected to "
        "another host, or refused the channel. A device with a PIN may end it so before it is asked for.",
        "nearer-connect free-device",
        title="The serial channel (RFCOMM) to the device did not open",
        side="unknown",
    ),
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
        r"\bsecureConnection called but not connected",
        "unknown",
        "The program asked for pairing or encryption before there was a link, or after its end, so the library did "
        "nothing. The peer had no part in that.",
        title="This device asked for security without a link",
        side="local",
    ),
    phrase(
        r"\bClient: (?:BLE5 )?connection to \S{17} failed/timed out|connect\(\): Connection failed or timed out: \d",
        "connect-failed",
        "The library gave up waiting for the link: the device is out of range, asleep, no longer connectable, or "
        "connected to another host.",
        "nearer-connect free-device",
        title="The link to the device did not come about in time",
        side="unknown",
    ),
    phrase(
        r"\bSecurity: deleteBond failed for ",
        "unknown",
        "The library was told to delete a bond, and the host found none for this address or could not write its "
        "store. An identity address has to be given, not the private one that the device advertises with.",
        "erase-bonds",
        title="This device could not delete a bond",
        side="local",
    ),
    phrase(
        r"\): SMP not supported\b",
        "unknown",
        "The firmware was built without the security manager, so it neither pairs nor encrypts.",
        title="This firmware cannot pair",
        side="local",
    ),
    phrase(
        # apache/mynewt-nimble: nimble/host/src/ble_hs_misc.c (ble_hs_misc_restore_one_irk).
        r"\bfailed to configure restored IRK\b|bt_id: (?:Failed to (?:add IRK to|remove IRK from) controller|"
        r"Failed to (?:clear resolution list|disable address resolution|set privacy mode)|"
        r"Disabling address resolution failed)",
        "unknown",
        "The host could not give its controller the identity key of a bond, so a peer that comes with a private "
        "address is not known by it: its bond may look lost. The list is full, or an old bond is bad.",
        "erase-bonds forget-both",
        title="A stored bond's identity key was not taken by the controller",
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
        r"\buni_(?:bt_le|ble)_on_connection_complete: Device not found for addr",
        "unknown",
        "Bluepad32 goes on with a connection only where it has found the gamepad by its advertisements before. This "
        "link it did not expect, so it neither paired nor encrypted it, and the gamepad waits in vain.",
        "restart-both pairing-mode",
        title="A gamepad connected that Bluepad32 did not know, and was left alone",
        side="local",
    ),
    phrase(
        r"Assuming remote lost bonding information",
        "peer-bond-missing",
        "The host asked for encryption with the key of an old bond and was refused, so it takes the peer to have lost "
        "that bond.",
        "pairing-mode forget-both",
        step=True,
    ),
    phrase(
        r"Stored keys for [^\n]{0,40}do not match current config|bt_keys: (?:Invalid (?:key length|local identity)|"
        r"Failed to read value|Unable to decode address)|Dropping keys for [^\n]{0,40}no SC LTK",
        "local-bond-missing",
        "The firmware found a bond in its flash that an older build with other options had written, and dropped it. "
        f"{_GONE}",
        "forget-both",
        title="This device dropped a bond that an older firmware had stored",
        side="local",
    ),
    phrase(
        r"Failed to allocate keys for|set-value failure\. key: bt/keys/[^\n]{0,40}error\(-12\)",
        "local-bond-missing",
        "The flash has more bonds than this firmware has room for (CONFIG_BT_MAX_PAIRED), so one was left out. "
        f"{_GONE}",
        "more-bonds forget-both",
        title="This device has stored more bonds than its firmware can load",
        side="local",
    ),
    phrase(
        r"bt_keys: Failed to save keys \(err -(?!28\b)",
        "local-bond-missing",
        "The pairing itself is not at fault: the firmware could not write the new bond to its flash, so it is lost "
        "with the next restart. CONFIG_SETTINGS with a backend and a storage partition keeps it.",
        "erase-bonds",
        title="This device could not store its new bond",
        side="local",
    ),
    phrase(
        r"bt_settings: (?:settings_subsys_init failed|Failed to (?:save|read) (?:ID|IRK)\b|Invalid length (?:ID|IRK))",
        "local-bond-missing",
        "The firmware's settings storage did not work, so this device keeps neither its identity nor its bonds: after "
        "a restart it has another address or key, and no peer's bond fits. CONFIG_SETTINGS needs a backend and a "
        "storage partition with room.",
        "erase-bonds",
        title="This device could not store its Bluetooth identity",
        side="local",
    ),
    phrase(
        r"bt_gatt: [Ff]ailed to store (?:CCCs|SC|Client Features|db_hash)\b",
        "unknown",
        "The firmware could not write to its flash what a peer subscribed to. Pairing is not at fault, and the peer "
        "has to subscribe again after a restart; where bonds do not fit in the flash either, they are lost with it.",
        "erase-bonds",
        title="This device could not store a peer's subscription",
        side="local",
    ),
    phrase(
        r"bt_att: ATT Timeout\b",
        "unknown",
        "The peer did not answer a request of the attribute protocol in 30 seconds, and the host sends it no more. A "
        "peer that waits for its user to pair, or that hangs, looks like this.",
        "pair",
        title="The peer did not answer a request of the attribute protocol",
        side="unknown",
    ),
    phrase(
        r"Create conn(?:ection)? to \S{17} [^\n]{0,20}failed[^\n]{0,12}-\d{1,3}\b|bt_conn: Found valid connection\b",
        "connect-failed",
        "The host refused to begin the connecting, so the device has no part in it: there is a connection to this "
        "device already (-22), or the firmware still holds the object of the last one (bt_conn_unref), has no room "
        "for one more (-12), or scans or connects at the moment (-11).",
        title="This device did not begin to connect",
        side="local",
    ),
    phrase(
        r"bt_gatt: Link is not encrypted",
        "unknown",
        "The firmware was to send a value that only an encrypted link may carry, and the link was not encrypted: "
        "nobody had asked for a pairing yet, or it had not ended.",
        "pair",
        title="A value was not sent, for the link was not encrypted",
        side="local",
    ),
    phrase(
        r"bt_hci_core: Hardware error, hardware code",
        "adapter-unavailable",
        "The controller reported an error of its own. No device has a part in this.",
        "restart-both",
        title="This device's Bluetooth controller reported a hardware error",
        side="local",
    ),
    phrase(
        r"Controller unresponsive, command opcode 0x|command opcode 0x[0-9a-f]{4} timeout with err",
        "controller-timeout",
        "The host gave a command to the Bluetooth controller and got no answer in ten seconds: the controller's core "
        "or firmware has stopped, or the line to it lost data.",
        "restart-both",
        title="This device's Bluetooth controller stopped answering",
        side="local",
    ),
    phrase(
        r"bt_\w+: (?:Unable to setup an identity address|SC (?:Pair )?Only Mode selected but LE SC not supported)",
        "adapter-unavailable",
        "The firmware's Bluetooth did not start: its controller gave no address, or cannot do Secure Connections, "
        "which this build requires (CONFIG_BT_SMP_SC_PAIR_ONLY).",
        title="This device's Bluetooth did not start",
        side="local",
    ),
    phrase(
        r"bt_(?:hci_)?ecc: Sending LE P256 Public Key command failed",
        "unknown",
        "The controller made no key for Secure Connections, so this device can do legacy pairing only, and a peer that "
        "requires Secure Connections is not paired with.",
        "restart-both",
        title="This device has no key for Secure Connections",
        side="local",
    ),
    phrase(
        # Since Core Specification 6.2 a legacy pairing gives no authenticated key.
        r"The keys for [^\n]{0,40}are downgraded to unauthenticated",
        "encryption-below-level",
        "This firmware takes a bond of legacy pairing with a passkey for an unauthenticated one, which reaches level 2 "
        "only. What requires level 3 or 4 fails until the two have paired again, by Secure Connections.",
        "erase-bonds forget-both",
        title="A stored bond no longer reaches the level that it was made for",
        side="local",
    ),
    phrase(
        # NordicSemiconductor/pc-ble-driver 2 to 4: serialization_transport.cpp.
        r"\bFailed to decode event, error code is \d+",
        "unknown",
        "pc-ble-driver got an event of the SoftDevice that it could not decode, and dropped it. Where that was the end "
        "of a pairing the program never hears of it. The connectivity firmware is to be of the driver's own release, "
        "and the line to it may lose data.",
        "pair",
        title="The driver on the computer dropped an event that it could not decode",
        side="local",
    ),
    phrase(
        r">>> ZEPHYR FATAL ERROR \d+: |\bASSERTION FAIL \[[^\n]{1,120}\] @ [^\n]{1,120}:\d+",
        "adapter-unavailable",
        "The firmware of this device crashed, or an assertion in it failed, and every link ends with that: the peer "
        "hears nothing any more. The lines around it name the thread and the place.",
        "restart-both",
        title="This device's firmware crashed",
        side="local",
    ),
    phrase(
        # connectedhomeip examples/chip-tool/commands/pairing/PairingCommand.cpp; esp-matter's pairing_command.
        # connectedhomeip: PASESession.cpp, RendezvousServer.cpp, CHIPDeviceController.cpp.
        r"Pairing Failure: (?:Matter-Error|[^\n]{0,80}CHIP:? ?(?:Error )?0x[0-9A-F]{8})|"
        r"\b[Ff]ailed in SPAKE2\+ handshake|\bPASESession timed out\b|Failed to establish secure session to device: \d",
        "unknown",
        "Matter calls its commissioning a pairing: it runs over a Bluetooth link that is neither paired nor encrypted "
        "by Bluetooth, so no bond takes part in it. Where the error is 0x00000032 a step had no answer in time.",
        "nearer-connect free-device",
        title="A Matter commissioning failed, which is no Bluetooth pairing",
        side="unknown",
    ),
)

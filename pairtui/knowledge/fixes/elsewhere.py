"""Fixes in a microcontroller's firmware, on a phone, on a computer, and on the two that a sniffer heard."""

from pairtui.knowledge.fixes.row import HOST, MICRO, PC, PHONE, SNIFFER, FixRow

ELSEWHERE: dict[str, FixRow] = {
    "erase-bonds": FixRow(
        "Erase the bonds on this device{way}, and on the other side, then pair again",
        MICRO,
        ways={
            "zephyr": "`bt_unpair(BT_ID_DEFAULT, BT_ADDR_LE_ANY)`",
            "nimble": "`ble_store_clear()`",
            "bluedroid": "`esp_ble_remove_bond_device()`",
            "nrf5": "`pm_peers_delete()`",
        },
    ),
    "overwrite-bond": FixRow(
        "In the firmware: give the user a way to erase bonds, or let a new pairing replace one{way}; whoever copies "
        "the address can then replace it too",
        MICRO,
        ways={
            "zephyr": "`CONFIG_BT_SMP_ALLOW_UNAUTH_OVERWRITE=y`",
            "nrf5": "`allow_repairing` in the answer to `PM_EVT_CONN_SEC_CONFIG_REQ`",
        },
    ),
    "controller-encryption": FixRow(
        "See that the firmware's controller is built with encryption{way}",
        MICRO,
        ways={"zephyr": "`CONFIG_BT_CTLR_LE_ENC`; on an ESP32-C3 `CONFIG_ESP32_BT_CTLR_LE_SECURITY_ENABLE`"},
    ),
    "firmware-require-less": FixRow(
        "In the firmware: require less, or allow legacy pairing{way}",
        MICRO,
        ways={
            "zephyr": "`bt_conn_set_security()`, `CONFIG_BT_SMP_SC_PAIR_ONLY=n`",
            "nimble": "`ble_hs_cfg.sm_mitm`, `sm_sc_only`",
            "bluedroid": "`ESP_BLE_SM_AUTHEN_REQ_MODE`, `ESP_BLE_SM_ONLY_ACCEPT_SPECIFIED_SEC_AUTH`",
        },
    ),
    "firmware-bondable": FixRow(
        "In the firmware: allow pairing now (ZMK: choose a free profile, `&bt BT_SEL N`, or clear it, `&bt BT_CLR`)",
        MICRO,
    ),
    "firmware-log": FixRow(
        "See who refused: log the security manager of this device in full{way}",
        MICRO,
        ways={
            "zephyr": "`CONFIG_BT_SMP_LOG_LEVEL_DBG=y`",
            "nimble": "`CONFIG_BT_NIMBLE_LOG_LEVEL_DEBUG=y`",
            "bluedroid": "`CONFIG_BT_LOG_SMP_TRACE_LEVEL_DEBUG=y`",
            "nrf5": "`PM_LOG_LEVEL 4`",
        },
    ),
    "auto-phy": FixRow(
        "In the peer's firmware: no automatic PHY update (Zephyr: CONFIG_BT_AUTO_PHY_UPDATE=n), or ask for it later"
    ),
    "forget-on-phone": FixRow(
        "Forget the device in the phone's Bluetooth settings, put it in pairing mode, then pair again", PHONE
    ),
    "forget-on-pc": FixRow(
        "Remove the device in the system's Bluetooth settings, put it in pairing mode, then pair again", PC
    ),
    "pair-in-system": FixRow("Pair with it in the system's own Bluetooth settings, then run the program again", PC),
    "forget-both": FixRow("Remove the bond on both sides, then pair again", SNIFFER | HOST),
    "allow-bluetooth": FixRow(
        "Give the app the right to use Bluetooth (and, before Android 12, the location) in the phone's settings", PHONE
    ),
    "error-fields": FixRow(
        "Log the whole error with its fields (reason, attErrorCode, androidErrorCode, iosErrorCode)", PHONE
    ),
    "bluetooth-on": FixRow("Switch Bluetooth on where the app runs, then connect again", PHONE | PC),
    "phone-restart": FixRow(
        "Switch Bluetooth off and on, or restart the phone; close() each BluetoothGatt that is done with", PHONE
    ),
    "whole-log": FixRow(
        "Send the whole Bluetooth log of {here}, from before the pairing to its end, in as much detail as it has: "
        "docs/send-us-a-log.md says how to get it",
        MICRO | PHONE | PC | SNIFFER | HOST,
    ),
    "phone-capture": FixRow(
        "Switch on the phone's HCI log (developer options), pair again, and send the bug report", PHONE
    ),
}

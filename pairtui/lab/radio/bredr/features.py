"""What the dual-mode controller says that it can do (Core Specification, Vol 2, Part C, 3.2; Vol 4, Part E, 6.27)."""

from bumble import hci
from bumble.hci import LmpFeatureMask

FEATURES = (
    LmpFeatureMask.LMP_3_SLOT_PACKETS
    | LmpFeatureMask.LMP_5_SLOT_PACKETS
    | LmpFeatureMask.ENCRYPTION
    | LmpFeatureMask.ROLE_SWITCH
    | LmpFeatureMask.POWER_CONTROL_REQUESTS
    | LmpFeatureMask.POWER_CONTROL
    | LmpFeatureMask.INTERLACED_INQUIRY_SCAN
    | LmpFeatureMask.INTERLACED_PAGE_SCAN
    | LmpFeatureMask.RSSI_WITH_INQUIRY_RESULTS
    | LmpFeatureMask.LE_SUPPORTED_CONTROLLER
    | LmpFeatureMask.PAUSE_ENCRYPTION
    | LmpFeatureMask.EXTENDED_INQUIRY_RESPONSE
    | LmpFeatureMask.SIMULTANEOUS_LE_AND_BR_EDR_TO_SAME_DEVICE_CAPABLE_CONTROLLER
    | LmpFeatureMask.SECURE_SIMPLE_PAIRING_CONTROLLER_SUPPORT
    | LmpFeatureMask.ENCAPSULATED_PDU
    | LmpFeatureMask.EXTENDED_FEATURES
    | LmpFeatureMask.SECURE_CONNECTIONS_CONTROLLER_SUPPORT
    | LmpFeatureMask.PING
)
"""Those of a controller of version 5.0; what its host supports comes with the host's commands."""

LAST_PAGE = 2
"""The last page of features."""

COMMANDS: frozenset[int] = frozenset(
    (
        hci.HCI_REMOTE_NAME_REQUEST_CANCEL_COMMAND,
        hci.HCI_READ_REMOTE_SUPPORTED_FEATURES_COMMAND,
        hci.HCI_READ_REMOTE_EXTENDED_FEATURES_COMMAND,
        hci.HCI_SWITCH_ROLE_COMMAND,
        hci.HCI_WRITE_LOCAL_NAME_COMMAND,
        hci.HCI_READ_LOCAL_NAME_COMMAND,
        hci.HCI_READ_SIMPLE_PAIRING_MODE_COMMAND,
        hci.HCI_WRITE_SIMPLE_PAIRING_MODE_COMMAND,
        hci.HCI_SEND_KEYPRESS_NOTIFICATION_COMMAND,
        hci.HCI_READ_LE_HOST_SUPPORT_COMMAND,
        hci.HCI_WRITE_LE_HOST_SUPPORT_COMMAND,
        hci.HCI_READ_LOCAL_EXTENDED_FEATURES_COMMAND,
    )
)
"""The commands of BR/EDR that Bumble carries out; the others have their handlers here."""

ANSWERS = (
    hci.HCI_Link_Key_Request_Reply_Command,
    hci.HCI_Link_Key_Request_Negative_Reply_Command,
    hci.HCI_PIN_Code_Request_Reply_Command,
    hci.HCI_PIN_Code_Request_Negative_Reply_Command,
    hci.HCI_IO_Capability_Request_Reply_Command,
    hci.HCI_IO_Capability_Request_Negative_Reply_Command,
    hci.HCI_User_Confirmation_Request_Reply_Command,
    hci.HCI_User_Confirmation_Request_Negative_Reply_Command,
    hci.HCI_User_Passkey_Request_Reply_Command,
    hci.HCI_User_Passkey_Request_Negative_Reply_Command,
)
"""The commands by which a host answers what a procedure asks."""

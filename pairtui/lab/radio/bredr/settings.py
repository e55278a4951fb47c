"""What the host sets and reads of a BR/EDR controller (Core Specification, Vol 4, Part E, 7.3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from bumble import hci

SLOT_SECONDS = 0.000625
INQUIRY_SCAN, PAGE_SCAN = 1, 2
GENERAL_INQUIRY = 0x9E8B33
"""The general inquiry access code, which every discoverable device answers (Assigned Numbers, Baseband)."""

_DONE = hci.HCI_ErrorCode.SUCCESS


@dataclass(slots=True)
class ControllerSettings:
    """The settings that something here depends on, or that the host reads back; timeouts in slots of 625 µs."""

    class_of_device: int = 0
    eir: bytes = b""
    scan_enable: int = 0
    page_timeout: int = 0x2000
    accept_timeout: int = 0x1F40
    page_scan_interval: int = 0x0800
    page_scan_window: int = 0x0012
    page_scan_type: int = 0
    voice_setting: int = 0x0060
    authentication_enable: int = 0
    inquiry_mode: int = 0
    laps: tuple[int, ...] = (GENERAL_INQUIRY,)

    def reset(self) -> None:
        """Back to what a controller has after a reset."""
        for field in fields(self):
            setattr(self, field.name, field.default)


_WRITES: Mapping[Any, Mapping[str, str]] = {
    hci.HCI_Write_Class_Of_Device_Command: {"class_of_device": "class_of_device"},
    hci.HCI_Write_Extended_Inquiry_Response_Command: {"eir": "extended_inquiry_response"},
    hci.HCI_Write_Scan_Enable_Command: {"scan_enable": "scan_enable"},
    hci.HCI_Write_Page_Timeout_Command: {"page_timeout": "page_timeout"},
    hci.HCI_Write_Connection_Accept_Timeout_Command: {"accept_timeout": "connection_accept_timeout"},
    hci.HCI_Write_Page_Scan_Activity_Command: {
        "page_scan_interval": "page_scan_interval",
        "page_scan_window": "page_scan_window",
    },
    hci.HCI_Write_Page_Scan_Type_Command: {"page_scan_type": "page_scan_type"},
    hci.HCI_Write_Voice_Setting_Command: {"voice_setting": "voice_setting"},
    hci.HCI_Write_Authentication_Enable_Command: {"authentication_enable": "authentication_enable"},
    hci.HCI_Write_Inquiry_Mode_Command: {"inquiry_mode": "inquiry_mode"},
    hci.HCI_Set_Event_Filter_Command: {},
    hci.HCI_Write_Inquiry_Scan_Activity_Command: {},
    hci.HCI_Write_Inquiry_Scan_Type_Command: {},
    hci.HCI_Write_Default_Link_Policy_Settings_Command: {},
}
"""The settings that a command writes, each from which of its fields; none where a virtual radio has no use for it."""


def _of(*names: str) -> Callable[[ControllerSettings], Mapping[str, object]]:
    return lambda now: {name: getattr(now, name) for name in names}


_READS: Mapping[Any, Callable[[ControllerSettings], Mapping[str, object]]] = {
    hci.HCI_Read_Class_Of_Device_Command: _of("class_of_device"),
    hci.HCI_Read_Page_Scan_Activity_Command: _of("page_scan_interval", "page_scan_window"),
    hci.HCI_Read_Page_Scan_Type_Command: _of("page_scan_type"),
    hci.HCI_Read_Voice_Setting_Command: _of("voice_setting"),
    hci.HCI_Read_Authentication_Enable_Command: _of("authentication_enable"),
    hci.HCI_Read_Number_Of_Supported_IAC_Command: lambda _: {"num_support_iac": 2},
    hci.HCI_Read_Inquiry_Response_Transmit_Power_Level_Command: lambda _: {"tx_power": 0},
    hci.HCI_Read_Current_IAC_LAP_Command: lambda now: {
        "num_support_iac": len(now.laps),
        "iac_lap": b"".join(lap.to_bytes(3, "little") for lap in now.laps),
    },
}
"""What a command that reads returns besides its status."""


def carry_out(settings: ControllerSettings, command: hci.HCI_Command) -> Any:
    """The return parameters of a command that writes or reads `settings`; None where it is none of them."""
    kind = type(command)
    if kind in _READS:
        return kind.return_parameters_class(status=_DONE, **_READS[kind](settings))
    if kind in _WRITES:
        for name, field in _WRITES[kind].items():
            setattr(settings, name, getattr(command, field))
        return hci.HCI_StatusReturnParameters(_DONE)
    if command.op_code == hci.HCI_WRITE_CURRENT_IAC_LAP_COMMAND:  # Bumble has no class for it
        laps = command.parameters[1:]
        settings.laps = tuple(int.from_bytes(laps[at : at + 3], "little") for at in range(0, len(laps) - 2, 3))
        return hci.HCI_StatusReturnParameters(_DONE)
    return None


COMMANDS: frozenset[int] = frozenset(command.op_code for command in (*_WRITES, *_READS)) | {
    hci.HCI_WRITE_CURRENT_IAC_LAP_COMMAND
}
"""The opcodes of the commands that `carry_out` knows."""

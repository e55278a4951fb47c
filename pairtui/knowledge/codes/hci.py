"""HCI error codes with what Linux makes of them (Core Specification, Vol 1, Part F; kernel mgmt_status_table)."""

from pairtui.knowledge.codes.code import Code, Table
from pairtui.knowledge.codes.dbus import PAIR_ERRORS
from pairtui.knowledge.codes.hci_meanings import MEANINGS

_NAMES_AND_STATUSES = """
00 00 Success
01 01 Unknown HCI Command
02 02 Unknown Connection Identifier
03 03 Hardware Failure
04 04 Page Timeout
05 05 Authentication Failure
06 05 PIN or Key Missing
07 07 Memory Capacity Exceeded
08 08 Connection Timeout
09 07 Connection Limit Exceeded
0a 07 Synchronous Connection Limit to a Device Exceeded
0b 09 ACL Connection Already Exists
0c 0a Command Disallowed
0d 07 Connection Rejected due to Limited Resources
0e 0b Connection Rejected due to Security Reasons
0f 0b Connection Rejected due to Unacceptable BD_ADDR
10 08 Connection Accept Timeout Exceeded
11 0c Unsupported Feature or Parameter Value
12 0d Invalid HCI Command Parameters
13 0e Remote User Terminated Connection
14 07 Remote Device Terminated due to Low Resources
15 0e Remote Device Terminated due to Power Off
16 0e Connection Terminated By Local Host
17 0a Repeated Attempts
18 0b Pairing Not Allowed
19 03 Unknown LMP PDU
1a 0c Unsupported Remote Feature / Unsupported LMP Feature
1b 0b SCO Offset Rejected
1c 0b SCO Interval Rejected
1d 0b SCO Air Mode Rejected
1e 0d Invalid LMP Parameters / Invalid LL Parameters
1f 03 Unspecified Error
20 0c Unsupported LMP Parameter Value / Unsupported LL Parameter Value
21 03 Role Change Not Allowed
22 08 LMP Response Timeout / LL Response Timeout
23 03 LMP Error Transaction Collision / LL Procedure Collision
24 03 LMP PDU Not Allowed
25 0b Encryption Mode Not Acceptable
26 03 Link Key cannot be Changed
27 0c Requested QoS Not Supported
28 08 Instant Passed
29 0c Pairing With Unit Key Not Supported
2a 03 Different Transaction Collision
2b 03 Reserved
2c 0d QoS Unacceptable Parameter
2d 0b QoS Rejected
2e 0c Channel Classification Not Supported
2f 0b Insufficient Security
30 0d Parameter Out Of Mandatory Range
31 03 Reserved
32 0a Role Switch Pending
33 03 Reserved
34 03 Reserved Slot Violation
35 03 Role Switch Failed
36 0d Extended Inquiry Response Too Large
37 0c Secure Simple Pairing Not Supported By Host
38 0a Host Busy - Pairing
39 0b Connection Rejected due to No Suitable Channel Found
3a 0a Controller Busy
3b 0d Unacceptable Connection Parameters
3c 08 Advertising Timeout
3d 05 Connection Terminated due to MIC Failure
3e 04 Connection Failed to be Established
3f 04 MAC Connection Failed
40 03 Coarse Clock Adjustment Rejected but Will Try to Adjust Using Clock Dragging
41 03 Type0 Submap Not Defined
42 03 Unknown Advertising Identifier
43 03 Limit Reached
44 03 Operation Cancelled by Host
45 03 Packet Too Long
"""
"""HCI error, MGMT status the kernel makes of it, standard name. Errors from 0x40 on are beyond the kernel's table."""

_DISCONNECT_REASONS = {0x08: 1, 0x13: 3, 0x14: 3, 0x15: 3, 0x16: 2}
"""hci_to_mgmt_reason(); everything else is 0. After a failed encryption (0x06) the kernel says 4."""


def disconnect_reason(number: int) -> int:
    """The MGMT disconnect reason (0 to 3) the kernel makes of an HCI disconnection reason."""
    return _DISCONNECT_REASONS.get(number, 0)


def mgmt_status(number: int) -> int:
    """The MGMT status the kernel makes of an HCI error; Failed for one beyond its table."""
    return _STATUSES.get(number, 0x03)


def _row(line: str) -> tuple[int, int, str]:
    number, status, name = line.split(" ", 2)
    return int(number, 16), int(status, 16), name


_ROWS = [_row(line) for line in _NAMES_AND_STATUSES.split("\n") if line]
_STATUSES = {number: status for number, status, _ in _ROWS}


def _error(number: int, status: int, name: str) -> Code:
    becomes = [f"mgmt:0x{status:02x}"]
    if status:
        becomes.append(f"dbus:{PAIR_ERRORS.get(status, 'AuthenticationFailed')}")
    if number in _DISCONNECT_REASONS:
        becomes.append(f"mgmt-disc:0x{_DISCONNECT_REASONS[number]:02x}")
    if number == 0x06:
        becomes.append("mgmt-disc:0x04")
    meaning, sent, received = (*MEANINGS.get(number, (name + ".",)), "", "")[:3]
    return Code("hci", number, name, meaning, sent, received, tuple(becomes))


ERRORS: Table = {number: _error(number, status, name) for number, status, name in _ROWS}
"""By error number. Status of commands and events, and reason of a disconnection."""

LINK_LAYER: Table = {
    code.number: Code("ll", code.number, code.name, code.meaning, code.sent_by_linux, code.received)
    for code in ERRORS.values()
}
"""The link layer carries the same numbers in LL_REJECT_IND and LL_TERMINATE_IND (Vol 6, Part B, 2.4.2)."""

KEY_ERRORS = (0x05, 0x06, 0x18, 0x25, 0x2F, 0x3D)
"""Reasons of a disconnection that are about keys, whatever was said before."""

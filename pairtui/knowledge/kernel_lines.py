"""What lines say of the gateway's own parts, its controller before all, with the source of each."""

import re
from functools import lru_cache

from pairtui.protocol.immutable import immutable


@immutable()
class KernelLine:
    """A line that `pattern` finds states `fact`, "" for one of no consequence; `source` is who writes it."""

    fact: str
    pattern: re.Pattern[str]
    source: str


def _line(fact: str, source: str, pattern: str) -> KernelLine:
    return KernelLine(fact, re.compile(pattern), source)


_IN_VAIN = r"hci\d+\S* (?!Opcode )[^\n]{0,100}?(?:[Ff]ail(?:ed)?|error|[Cc]an't|[Uu]nable)\b[^\n]{0,80}?"
_RFKILL = r"RFKILL event idx \d+ type 2"
"""Type 2 is Bluetooth, `op` 0 says how a switch stands, 2 that it changed (include/uapi/linux/rfkill.h)."""

_FILES = r"(?:rtl_bt|rtlbt|qca|qcom|brcm/BCM|BCM|mediatek|intel/ibt|ti-connectivity|nxp|mrvl|ar3k|ath3k|mchp|BT_RAM)"

LINES: tuple[KernelLine, ...] = (
    # Of no consequence: optional files, features that a controller lacks, URBs that end with a reset or an unplug.
    _line("", "btrtl.c, btintel.c: files that a controller does without", r"_config\S*\.bin|\.ddc\b|no config loaded"),
    _line("", "hci_sync.c hci_broken_table", r"is advertised, but not supported"),
    _line(
        "",
        "hci_codec.c, msft.c, aosp.c, btintel.c",
        r"(?:codec capabilities|codecs?|MSFT supported features|supported features|AOSP \w+ \w+|debug features)\b"
        r"[^\n]{0,20}(?:failed )?\(-(?:56|95|524|16|22)\)",
    ),
    _line("", "btusb.c: urb %p …", r"\burb \S+ (?:failed to resubmit|submission failed) \(-?(?:2|19|71|108|113)\)"),
    _line(
        "",
        "hci_event.c, hci_core.c, msft.c, btintel_acpi: warnings about single packets or about the platform",
        r"No support for _PRR|DSM reset method|Malformed MSFT|Unknown advertising packet|Dropping invalid advertising|"
        r"advertising data len corrected|Bad flag given|unexpected event for opcode|last event is not cmd complete|"
        r"Ignoring error of Inquiry Cancel|Opcode 0x ?0?401 failed: -16|"
        r"corrupted SCO packet|AOSP \w+ \w+ is not supported|"
        r"packet for unknown connection handle|No such (?:LE|BR/EDR) device",
    ),
    # The firmware that a driver loads.
    _line(
        "firmware-loaded",
        "btintel.c, btmtk.c, btrtl.c, btbcm.c, hci_qca.c",
        r"Firmware loaded in|Device (?:booted|setup) in|[Ss]etup on UART is completed|fw version 0x|cfg_sz \d+, total|"
        rf"firmware: direct-loading firmware \S*{_FILES}|Operating firmware is used|"
        r"Firmware already loaded|HCI setup completed|'brcm/\S+' Patch|"
        r"BCM\w{4,9} \([0-9.]+\) build (?!0000)[0-9]{4}\b",
    ),
    _line(
        "firmware-missing",
        "drivers/base/firmware_loader for the files of linux-firmware",
        rf"[Ff]irmware load for \S*{_FILES}\S* failed with error -2\b|firmware: failed to load \S*{_FILES}\S* \(-2\)|"
        r"[Bb]luetooth:? hci\d+: Direct firmware load for \S+ failed with error -2\b",
    ),
    _line(
        "firmware-missing",
        "btintel.c, btmtk.c, btrtl.c, btbcm.c, btqca.c, btusb.c, hci_ll.c",
        r"[Ff]ailed to (?:load|open|request) (?:\w+ ){0,3}f(?:irmware|w|ile)[^\n]{0,80}|"
        r"[Ff]ailed to request (?:rampatch|NVM) file|firmware Patch file not found|Patch \S+ not found|"
        r"[Ff]irmware file \S+ not found|Failed to load rtl_bt/\S+_fw|request_firmware failed\(errno -2\)",
    ),
    # The controller gives no answer.
    _line(
        "controller-silent",
        "hci_core.c hci_cmd_timeout; hci_sync.c __hci_cmd_sync_sk; hci_request.c",
        r"\bcommand (?:0x[ 0-9a-f]{4} )?tx timeout|Opcode 0x(?!200d|2043)[ 0-9a-f]{4} failed: -(?:110|62)\b|"
        r"Controller not accepting commands|hci\d+ (?:end: )?err -110\b|__hci_request: TIMEOUT",
    ),
    _line(
        "controller-silent",
        "btmtk.c, btintel.c, btintel_pcie.c, hci_qca.c, btusb.c",
        r"[Ee]xecution of wmt command timed out|Timeout \(\d+ ms\) +on alive interrupt|"
        r"(?:Device boot|Firmware loading|SSR or FW download) time ?out|Multiple cmd timeouts seen|subsys reset fail",
    ),
    _line("controller-silent", "any driver, with ETIMEDOUT or ETIME", _IN_VAIN + r"(?:\(|: ?)-?(?:110|62)\)?(?!\d)"),
    _line(
        "controller-silent",
        "hciattach, rtk_hciattach, hciconfig, bluetoothd of BlueZ 4, Home Assistant's bluetooth_auto_recovery",
        r"Can't (?:init|open|get|read|set|write)\b[^\n]{0,40}hci\d+[:.] Connection timed out|Initialization timed out|"
        r"patch time?r?out|Could not (?:cycle|reset)\b[^\n]{0,60}Bluetooth adapter[^\n]{0,80}(?:110|time)|"
        r"Bluetooth adapter hci\d[^\n]{0,40}could not be reset|Reset of hci\d+ timed out",
    ),
    _line("link-stalled", "hci_core.c hci_link_tx_to", r"hci\d+:? link tx timeout|hci\d+:? killing stalled connection"),
    # Octets are lost or altered between host and controller.
    _line(
        "uart-garbled",
        "hci_bcm.c, hci_qca.c, hci_h5.c, hci_ldisc.c",
        r"Frame reassembly failed|Received unexpected HCI Event 0*\b|Out-of-order packet arrived|"
        r"Invalid header checksum|Unexpected start frame",
    ),
    _line("usb-garbled", "btusb.c", r"corrupted (?:event|ACL) packet"),
    _line(
        "daemon-gone",
        "the kernel, systemd, systemd-coredump and audit, of bluetoothd",
        r"\(bluetoothd\)[^\n]{0,40}dumped core|bluetoothd?\S* segfault|comm=\"bluetoothd\"[^\n]{0,80}sig=|"
        r"bluetooth\.service: (?:Main process exited|Failed with|Killing)|Job for bluetooth\.service failed|"
        r"ExecStart=\S{1,60}/bluetoothd[^\n]{0,60}code=(?:killed|dumped|exited, status=[1-9])",
    ),
    # The adapter goes away, or is there and may not send.
    _line("adapter-removed", "any driver, with ENODEV", _IN_VAIN + r"(?:\(|: ?)-?19\)?(?!\d)"),
    _line(
        "adapter-blocked",
        "hciconfig (ERFKILL), bluetoothd, bluetoothctl",
        r"RF-?kill \(132\)|Blocked through rfkill|Failed to set power on: org\.bluez\.Error\.Blocked|"
        rf"{_RFKILL} op [02] soft (?:1 hard [01]|0 hard 1)|[Pp]owering off device on rfkill",
    ),
    _line(
        "adapter-off",
        "bluetoothctl, Home Assistant's scanner: BlueZ's NotReady",
        r"Failed to (?:start|restart|stop|set)\b[^\n]{0,60}org\.bluez\.Error\.NotReady",
    ),
    _line(
        "scan-busy",
        "Home Assistant's scanner: BlueZ's InProgress",
        r"(?:Failed to (?:start|restart)|[Ee]rror (?:starting|stopping)) (?:Bluetooth|scanner)\b"
        r"[^\n]{0,80}(?i:inprogress)",
    ),
    _line(
        "adapter-on",
        "bluetoothctl; bluetoothd's src/rfkill.c, of a switch that changed",
        rf"Changing power on succeeded|{_RFKILL} op 2 soft 0 hard 0",
    ),
    # The driver gives up for another reason.
    _line("controller-crashed", "hci_event.c, btintel.c; btmgmt, of MGMT's Controller Error",
          r"\b[Hh]ardware [Ee]rror 0x[0-9a-fA-F]+|\Ahci\d+ error 0x[0-9a-f]{2}\Z"),
    _line(
        "driver-failed",
        "btintel.c, btintel_pcie.c, btrtl.c, btbcm.c, btqca.c",
        r"Controller in error state|Unsupported (?:Intel|hardware|firmware|image|speed)|[Ff](?:w|irmware) corrupted|"
        r"Patch is corrupted|unknown IC info|(?:don't|not) support(?:ed)? firmware|Failed to set baudrate|"
        r"Failed to send (?:Intel Reset|firmware)|download firmware failed|(?:Firmware loading|firmware upload) failed|"
        r"[Ff]ailed to set ?up firmware|"
        r"hci\d+: Failed to set up firmware|Failed to register HCI device|Can't register HCI device",
    ),
    _line(
        "driver-failed",
        "any driver that sets a controller up, with another error",
        r"(?:\bBCM: |\bQCA |\bQCA: |\bIntel |\bRTL: |\bCSR: |\bTI |wmt |WMT |[Ff]irmware |baudrate|HCI reset|"
        r"[Rr]eset command|rampatch|\bNVM\b|calibration)[^\n]{0,60}(?:[Ff]ail|error)[^\n]{0,40}\(-?\d{1,3}\)|"
        r"[Ff]ail(?:ed)? [^\n]{0,40}(?:\bBCM|\bQCA|\bIntel|\bRTL|wmt|[Ff]irmware|baudrate|rampatch|\bNVM\b)"
        r"[^\n]{0,40}\(-?\d{1,3}\)|Opcode 0x ?0?c03 failed: -\d+",
    ),
    _line("driver-failed", "hci_core.c, of what the driver's send returned", r"sending frame failed \(-\d+\)"),
    _line("command-refused", "hci_sync.c, of a command that only the chip's maker knows (OGF 0x3f)",
          r"Opcode 0x ?fc[0-9a-f]{2} failed: -(?!110\b|62\b)\d+"),
    _line("driver-failed", "hciconfig, for what the driver's open or setup returned",
          r"Can't init device hci\d+: [A-Z][\w -]+ \(\d+\)"),
    _line("adapter-absent", "bluetoothctl, hciconfig, Home Assistant",
          r"No default controller available|Can't get device info: No such device|no BT controllers present|"
        r"hci\w+\b[^\n]{0,40}seems not to exist|adapter '?hci\d+'? not found"),
)  # fmt: skip
"""In the order in which they are tried: the first that fits counts."""

ENDED_BY_POWER = ("adapter-blocked", "adapter-off")
"""Facts that are over once the adapter was switched on."""

FACTS: tuple[str, ...] = tuple(dict.fromkeys(line.fact for line in LINES if line.fact))
"""Every fact that such a line can state."""


_WORDS = (
    "fail", "err", "time", "timing", "reset", "fw", "firmware", "patch", "packet", "unexpect", "corr", "invalid",
    "unsupp", "unknown", "can't", "unable", "could not", "not accept", "not found", "not cmd", "not support",
    "no such", "no bt", "no default", "no support", "setup", "boot", "segfault", "dumped", "sig=", "exited",
    "killing", "seems", "rfkill", "rf-kill", "block", "power on", "config", ".ddc", "advertised", "flag", "_prr",
    "malformed", "cfg_sz", " build ", "checksum", "out-of-order", "urb ", "(-",
)  # fmt: skip
"""Of which every such line has one: most lines of a log are about something else, and are passed over with a glance."""


@lru_cache(maxsize=2048)
def fact_of(text: str) -> str | None:
    """The fact that a line states, "" where it is of no consequence, None where it is about something else."""
    lowered = text.lower()
    if not any(word in lowered for word in _WORDS):
        return None
    return next((line.fact for line in LINES if line.pattern.search(text)), None)

"""What redaction makes of a line after another line, and which secrets it tells of, in `redacted_lines.txt`."""

from pathlib import Path

from pairtui.report.redact.logs import redact_log
from pairtui.report.redact.secrets import Secrets
from tests.pairing.every_two import compared
from tests.report.test_redact_words import CODES, DUMPS, SPELLINGS

KEY = bytes(range(0xA0, 0xB0))
HEX = KEY.hex(" ")
HEADS = {
    "a header": "< ACL Data TX: Handle 64 flags 0x00 dlen 21   #7 [hci0] 1.234567",
    "a random value": "      SMP: Pairing Random (0x04) len 16",
    "a random value, quoted": ">       SMP: Pairing Random (0x04) len 16",
    "a label": "        Long term key:",
    "an array begins": "uint8_t ltk[16] = {",
    "shows a passkey": "method call sender=:1.7 member=DisplayPasskey",
    "asks for a PIN": "method call sender=:1.7 member=RequestPinCode",
    "another call": "signal sender=:1.7 member=PropertiesChanged",
    "a class": '   string "Class"',
    "octets": "40 00 15 00 11 00 06 00 03 " + HEX,
    "octets in": "> 02 40 20 15 00 11 00 06 00 03 " + HEX,
    "octets out": "< 01 1A 20 12 40 00 " + HEX.upper(),
    "octets with an offset": "0000: 11 00 06 00 03 " + HEX,
    "few octets": "01 02 03",
}
LINES = {
    **HEADS,
    "a dump": f"        {HEX}  ........",
    "half a dump": f"        {HEX[:23]},",
    "a coloured dump": f"        \x1b[31m{HEX}\x1b[0m",
    "a coloured key": f"\x1b[0;94mLTK\x1b[0m: {KEY.hex()}",
    "a key of zeros": f"LTK: {bytes(16).hex()}",
    "a key and 0x": f"LTK: 0x{KEY.hex().upper()}",
    "a longer key": f"ltk: {KEY.hex()}{KEY.hex()}00",
    "base64 for a URL": "irk: oKGio6Slpqeoqaqrra-u_w",
    "a number": "   uint32 123456",
    "three digits": "   uint32 123",
    "a text": "   string 'x9y8'",
    "no PIN": "PIN: none",
    "a PIN of zeros": "PIN code: 0000",
    "a PIN in words": "PIN code: s3cret!",
    "a passkey in two bases": "Passkey: 4711 (0x00001267)",
    "a passkey in hexadecimal": "passkey 0x0001E240",
    "seven digits": "Passkey: 1234567",
    "for a device": "PIN for C0:11:22:33:44:55: 4711",
    "compared": "Confirm value 012345 (0x00003039)",
    "rows of octets": "  " + HEX,
    "a last row": "  aa bb",
    "an offset": "0010: 01 02 03 04 05",
    "offsets": "00000010  01 02 03 04 05 06  |......|",
    **{f"key in {name}": text.splitlines()[0] for name, text in SPELLINGS.items()},
    **{f"dump of {name}": text.splitlines()[0] for name, text in DUMPS.items()},
    **{text.splitlines()[0].strip(): text.splitlines()[0] for text in CODES},
}


def come_to(names):
    found = Secrets()
    clean = redact_log("".join(f"{LINES[name]}\n" for name in names).encode(), found).decode().replace("\x1b", "ESC")
    return [*clean.splitlines(), *sorted(key.hex() for key in found.keys), *sorted(found.codes)]


test_what_is_left_of_two_lines = compared(Path(__file__).with_name("redacted_lines.txt"), HEADS, LINES, come_to)

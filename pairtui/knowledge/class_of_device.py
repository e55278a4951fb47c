"""The class of device of BR/EDR: what a device says it is before anybody pairs (Assigned Numbers, 2.8)."""

from typing import NamedTuple


class DeviceClass(NamedTuple):
    """`words` say what it is; `icon` is the name that BlueZ gives it, "" where it gives none (src/dbus-common.c)."""

    words: str
    icon: str


_MAJOR = {
    0: "miscellaneous",
    1: "computer",
    2: "phone",
    3: "network access point",
    4: "audio/video",
    5: "peripheral",
    6: "imaging",
    7: "wearable",
    8: "toy",
    9: "health",
}
_COMPUTER = {1: "desktop", 2: "server", 3: "laptop", 4: "handheld", 5: "palm-sized", 6: "wearable", 7: "tablet"}
_PHONE = {1: "cellular phone", 2: "cordless phone", 3: "smartphone", 4: "modem", 5: "ISDN access"}
_AUDIO = {
    1: "headset",
    2: "hands-free",
    4: "microphone",
    5: "loudspeaker",
    6: "headphones",
    7: "portable audio",
    8: "car audio",
    9: "set-top box",
    10: "hi-fi",
    11: "video recorder",
    12: "video camera",
    13: "camcorder",
    14: "video monitor",
    15: "video display and loudspeaker",
    16: "video conferencing",
    18: "gaming toy",
}
_PERIPHERAL = {
    1: "joystick",
    2: "gamepad",
    3: "remote control",
    4: "sensing device",
    5: "digitizer tablet",
    6: "card reader",
    7: "digital pen",
    8: "barcode scanner",
    9: "gestural input device",
}
_HEALTH = {
    1: "blood pressure monitor",
    2: "thermometer",
    3: "weighing scale",
    4: "glucose meter",
    5: "pulse oximeter",
    6: "heart rate monitor",
    7: "health data display",
    8: "step counter",
    9: "body composition analyzer",
    10: "peak flow monitor",
    11: "medication monitor",
    12: "knee prosthesis",
    13: "ankle prosthesis",
    14: "generic health manager",
    15: "personal mobility device",
}
_MINOR = {1: _COMPUTER, 2: _PHONE, 4: _AUDIO, 7: {1: "wristwatch", 2: "pager", 5: "glasses"}, 9: _HEALTH}

_AUDIO_ICONS = {1: "audio-headset", 2: "audio-headset", 6: "audio-headphones", 11: "camera-video", 12: "camera-video"}
_AUDIO_ICONS |= {13: "camera-video", 14: "video-display", 15: "video-display"}
_PERIPHERAL_ICONS = {1: "input-gaming", 2: "input-gaming", 5: "input-tablet", 8: "scanner"}


def describe(class_of_device: int) -> DeviceClass:
    """What a class of device says: major class, minor class, BlueZ's icon."""
    major, minor = class_of_device >> 8 & 0x1F, class_of_device >> 2 & 0x3F
    if major == 5:
        return _peripheral(minor)
    if major == 6:
        return _imaging(minor << 2)
    words = _MINOR.get(major, {}).get(minor) or _MAJOR.get(major, "uncategorized")
    icons = {1: "computer", 2: "modem" if minor == 4 else "phone", 3: "network-wireless"}
    icon = _AUDIO_ICONS.get(minor, "audio-card") if major == 4 else icons.get(major, "")
    return DeviceClass(words, icon)


def _peripheral(minor: int) -> DeviceClass:
    kind = _PERIPHERAL.get(minor & 0x0F, "")
    match minor & 0x30:
        case 0x10:
            return DeviceClass("keyboard", "input-keyboard")
        case 0x20:
            return DeviceClass("pointing device", "input-tablet" if minor & 0x0F == 5 else "input-mouse")
        case 0x30:
            return DeviceClass("keyboard with a pointing device", "input-keyboard")
    return DeviceClass(kind or _MAJOR[5], _PERIPHERAL_ICONS.get(minor & 0x0F, ""))


def _imaging(bits: int) -> DeviceClass:
    for bit, words, icon in (
        (0x80, "printer", "printer"),
        (0x20, "camera", "camera-photo"),
        (0x40, "image scanner", "scanner"),
        (0x10, "display", "video-display"),
    ):
        if bits & bit:
            return DeviceClass(words, icon)
    return DeviceClass(_MAJOR[6], "")

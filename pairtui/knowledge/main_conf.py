"""BlueZ's configuration files: what a value that is set there does to a pairing."""

from collections.abc import Iterable, Iterator, Mapping

from pairtui.protocol.immutable import immutable
from pairtui.protocol.safe_text import safe_text


@immutable()
class ConfigLine:
    """One value set in `file` (`main.conf`, `input.conf`), at `line`, with its effect in one sentence.

    `problem` says why bluetoothd does not act on it, "" where it does. A line that is none has no key.
    """

    file: str
    line: int
    group: str
    key: str
    value: str
    effect: str = ""
    problem: str = ""


@immutable()
class Key:
    """One key: the effect by value (in small letters), or of every value; `beyond` is the last version without it.

    `elsewhere`: the group in which bluetoothd reads it, where this is not the one.
    """

    effects: Mapping[str, str]
    every: str = ""
    beyond: tuple[int, int] | None = None
    elsewhere: str = ""


def _switch(true: str, false: str) -> dict[str, str]:
    return {"true": true, "false": false}


_MAIN = {
    ("General", "ControllerMode"): Key(
        {
            "dual": "BR/EDR and LE are both on, as far as the adapter has them",
            "le": "BR/EDR is off: dual-mode devices pair over LE only, classic ones not at all",
            "bredr": "LE is off: LE devices can be neither found nor paired",
        }
    ),
    ("General", "Class"): Key({}, "BR/EDR devices see this gateway as class {value}: some take phones only"),
    ("General", "DiscoverableTimeout"): Key(
        {"0": "visible stays on until it is switched off"},
        "visible goes off by itself after {value} s: a device that pairs inwards must find this gateway before",
    ),
    ("General", "FastConnectable"): Key(
        _switch(
            "BR/EDR devices that connect by themselves do so at once; the adapter draws more power",
            "BR/EDR devices that connect by themselves may take seconds",
        )
    ),
    ("BR", "PageTimeout"): Key(
        {}, "a BR/EDR device that does not answer within {value} slots of 0.625 ms counts as out of range"
    ),
    ("General", "Privacy"): Key(
        {
            "off": "the gateway uses its own address and hands out no identity key",
            "on": "the gateway uses resolvable private addresses and hands out its identity key when it pairs",
            "network": "the gateway uses resolvable private addresses; a peer that handed out its key must do so too",
            "device": "the gateway uses resolvable private addresses; peers may also use their identity address",
            "limited-network": "private addresses except while discoverable; a peer that handed out its key must "
            "do so too",
            "limited-device": "private addresses except while discoverable; peers may also use their identity address",
        }
    ),
    ("General", "JustWorksRepairing"): Key(
        {
            "never": "a bonded device that lost its keys cannot pair again by itself: remove its bond here first",
            "confirm": "a bonded device that pairs again by itself (Just Works) is put to the agent",
            "always": "a bonded device may pair again by itself: whoever copies its address can take its place",
        }
    ),
    ("General", "SecureConnections"): Key(
        {
            "off": "only legacy pairing: level 3 at most",
            "on": "used where the peer has it",
            "only": "a peer without Secure Connections is refused (0x03)",
        },
        beyond=(5, 66),
    ),
    ("General", "AlwaysPairable"): Key(
        _switch(
            "the adapter stays pairable with no agent: Just Works then pairs without asking",
            "the adapter is pairable while some program has an agent",
        )
    ),
    ("General", "PairableTimeout"): Key(
        {"0": "pairable stays on until it is switched off"},
        "pairable goes off by itself after {value} s: bonding fails from then on",
    ),
    ("General", "DebugKeys"): Key(
        _switch(
            "bonds made with the published debug key are kept: they protect against nobody",
            "bonds made with the debug key last as long as their link",
        )
    ),
    ("General", "ReverseServiceDiscovery"): Key(
        _switch(
            "the services of devices that connect are looked up",
            "the services of LE devices are not looked up: BlueZ starts no pairing by reading a protected value",
        )
    ),
    ("General", "TemporaryTimeout"): Key(
        {"0": "devices that were found and not paired are not kept"},
        "a device that was found and not paired is forgotten after {value} s: scan again before pairing",
    ),
    ("General", "KernelExperimental"): Key(
        _switch(
            "experimental kernel features are on, LL privacy among them: the controller resolves private addresses",
            "no experimental kernel features",
        ),
        "these experimental kernel features are on",
    ),
    ("General", "FilterDiscoverable"): Key(
        _switch(
            "devices that do not call themselves discoverable are not listed: put them into pairing mode",
            "devices are listed even if they do not call themselves discoverable",
        )
    ),
    ("LE", "CentralAddressResolution"): Key(
        {
            "0": "peers are asked not to use private addresses in directed advertising to this gateway",
            "1": "peers may use private addresses in directed advertising to this gateway",
        }
    ),
    ("GATT", "Client"): Key(
        _switch(
            "BlueZ reads the services of devices: one that wants encryption for it makes BlueZ pair",
            "BlueZ reads no services of devices: it starts no pairing by that (phones stop asking again and again)",
        ),
        beyond=(5, 73),
    ),
    # The main.conf of releases from 5.74 on shows it here (bluez/bluez#1643).
    ("CSIS", "Client"): Key({}, "nothing", elsewhere="GATT"),
    ("GATT", "KeySize"): Key(
        {"0": "this gateway's own services do not look at key sizes"},
        "this gateway's own protected services want a key of {value} octets at least (ATT 0x0C below)",
    ),
    ("GATT", "Cache"): Key(
        {
            "always": "the services of every device are remembered",
            "yes": "the services of paired devices are remembered",
            "no": "services are looked up at every connection, which can start a pairing each time",
        }
    ),
    ("GATT", "Security"): Key({}, "the level that GATT connections of BlueZ begin with", beyond=(5, 66)),
    ("Policy", "AutoEnable"): Key(
        _switch("adapters are switched on when they are found", "adapters stay off until somebody switches them on")
    ),
}
_INPUT = {
    ("General", "ClassicBondedOnly"): Key(
        _switch(
            "keyboards and mice (BR/EDR) must be bonded to connect",
            "keyboards and mice (BR/EDR) connect without a bond: anybody near can type",
        )
    ),
    ("General", "LEAutoSecurity"): Key(
        _switch(
            "the link to an LE keyboard or mouse is encrypted by BlueZ, which pairs where there is no bond",
            "the link to an LE keyboard or mouse is not encrypted by BlueZ: pair it first",
        )
    ),
}

KEYS = {("main.conf", *where): key for where, key in _MAIN.items()} | {
    ("input.conf", *where): key for where, key in _INPUT.items()
}
"""Every key that bears on pairing, by file, group and name."""

_DEFAULTS = {"1": "true", "0": "false", "network/on": "on"}


def explain(file: str, text: str, version: str = "", missing: frozenset[str] = frozenset()) -> Iterator[ConfigLine]:
    """Every value that `text` sets, of the keys that bear on pairing, and every line that is none.

    `version` is bluetoothd's, "" where unknown; `missing` are keys known not to occur in it. One line that is none
    makes bluetoothd ignore the whole file (GKeyFile), so each value then says so.
    """
    lines = list(_lines(file, text))
    broken = next((line for line in lines if not line.key), None)
    if broken is not None:
        yield broken
    for line in lines:
        key = KEYS.get((file, line.group, line.key))
        if key is None:
            continue
        effect = _effect(key, line.value)
        if broken is not None:
            problem = f"bluetoothd ignores the whole file because of line {broken.line}"
        elif key.elsewhere:
            problem = f"bluetoothd reads this key under [{key.elsewhere}] only: move it there"
        elif _lacks(key, version) or line.key in missing:
            problem = f"this bluetoothd{f' ({version})' if version else ''} does not know the key and ignores it"
        elif not effect:
            problem = f"it may be {', '.join(key.effects)}: bluetoothd takes its default instead"
        else:
            problem = ""
        yield ConfigLine(file, line.line, line.group, line.key, line.value, effect, problem)


def assumed_policy(lines: Iterable[ConfigLine]) -> dict[str, int]:
    """What the configuration says of settings that MGMT does not distinguish, as values of `policy.SETTINGS`."""
    found: dict[str, int] = {}
    for line in lines:
        if line.problem or line.file != "main.conf":
            continue
        if line.key == "SecureConnections" and line.value == "only":
            found["secure-connections"] = 2
        if line.key == "Privacy" and line.value.startswith("limited"):
            found["privacy"] = 2
    return found


def _lines(file: str, text: str) -> Iterator[ConfigLine]:
    group = ""
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        name, equals, value = line.partition("=")
        if not line or line.startswith("#"):
            continue
        if line.startswith("[") and line.endswith("]") and len(line) > 2:
            group = safe_text(line[1:-1])
        elif equals and name.strip() and group:
            yield ConfigLine(file, number, group, safe_text(name.strip()), safe_text(value.strip()))
        else:
            problem = "this is neither a [group] nor a key = value: bluetoothd ignores the whole file"
            yield ConfigLine(file, number, group, "", safe_text(line), problem=problem)


def _effect(key: Key, value: str) -> str:
    word = value.lower().strip('"')
    word = word if word in key.effects else _DEFAULTS.get(word, word)
    return key.effects.get(word) or key.every.format(value=value)


def _lacks(key: Key, version: str) -> bool:
    if key.beyond is None or not version:
        return False
    numbers = [int(part) if part.isdecimal() else 0 for part in version.split(".")[:2]]
    return tuple(numbers) <= key.beyond

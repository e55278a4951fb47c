"""The tables of a fleet: gateways, groups of failures, what failing gateways have in common, attempts."""

from collections.abc import Callable, Mapping
from math import isinf

from pairtui.report.fleet_rows import AttemptRow, Contrast, GatewayRow, GroupRow
from pairtui.ui.fleet.table import Table
from pairtui.ui.text.assigned_numbers import company
from pairtui.ui.text.cells import fit
from pairtui.ui.text.rows import Span
from pairtui.ui.text.times import age

_STATUS = {
    "online": ("● online", "ok"),
    "offline": ("✗ offline", "error"),
    "silent": ("○ silent", "warning"),
    "twice": ("! two of it", "error"),
}
_NAMES = {"kernel": "Linux ", "bluez": "BlueZ ", "pairtui": "pairtui ", "settings": "settings ", "model": ""}
_WIDE = 100


class Gateways(Table[GatewayRow]):
    """Health, age, failures, versions."""

    title = "Gateways"
    hint = ("No gateway has spoken yet.", "Each says something every five minutes; one that starts now, at once.")

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now

    def head(self, columns: int) -> str:
        return f"{'gateway':{_name(columns)}} {'state':11} {'heard':>5} {'failed':>11} Linux · BlueZ"

    def line(self, item: GatewayRow, columns: int) -> list[Span]:
        """One gateway; what is wrong with it in place of its versions."""
        word, role = _STATUS.get(item.status, (item.status, "muted"))
        heard = age(max(self._now() - item.heard, 0)) if item.heard else "never"
        name = _name(columns)
        rest = columns - name - 31
        return [
            (f"{fit(item.label, name)} ", "text"),
            (f"{fit(word, 11)} ", role),
            (f"{fit(heard, 5, right=True)} ", "muted"),
            (f"{item.failures:>5}", "error" if item.failures else "muted"),
            (f" of {item.attempts:<4}", "muted"),
            (fit(_about(item), rest), "warning" if _wrong(item) else "muted"),
        ]

    def key(self, item: GatewayRow) -> object:
        return item.id

    def words(self, item: GatewayRow) -> str:
        return " ".join((item.label, item.status, *item.versions.values(), item.problem))


class Groups(Table[GroupRow]):
    """Cause by device model and environment."""

    title = "Groups"
    hint = ("Nothing failed.", "Failures with one cause, on one model of device, in one environment make a group.")

    def head(self, columns: int) -> str:
        return f"{'cause':24} {'device model':{_name(columns)}} {'gateways':>8} {'failed':>6}  environment"

    def line(self, item: GroupRow, columns: int) -> list[Span]:
        name = _name(columns)
        return [
            (f"{fit(item.cause, 24)} ", "error"),
            (f"{fit(model_text(item.model), name)} ", "text"),
            (f"{item.gateways:>8} ", "heading"),
            (f"{item.failures:>6}  ", "text"),
            (fit(environment(item.environment, columns >= _WIDE), max(columns - name - 43, 0)), "muted"),
        ]

    def key(self, item: GroupRow) -> object:
        return item.key

    def words(self, item: GroupRow) -> str:
        return " ".join((item.cause, item.model, *item.environment.values()))


class Contrasts(Table[Contrast]):
    """What failing gateways have in common and the others have not."""

    title = "In common"
    hint = (
        "Nothing sets the failing gateways apart.",
        "Where a kernel, a BlueZ, a controller, a setting or a model of device fails at least three times as often as "
        "the others, on three gateways or more, it stands here.",
    )

    def head(self, columns: int) -> str:
        return f"{'cause':20} {'failed':>9} {'times':>5}  what they have in common"

    def line(self, item: Contrast, columns: int) -> list[Span]:
        often = "only" if isinf(item.ratio) else f"{item.ratio:.0f} ×"
        return [
            (f"{fit(item.cause, 20)} ", "error"),
            (f"{f'{item.failed}/{item.within}':>9} ", "text"),
            (f"{often:>5}  ", "warning"),
            (fit(conditions_text(item, brief=columns < _WIDE), max(columns - 38, 0)), "heading"),
        ]

    def key(self, item: Contrast) -> object:
        return item.cause, tuple(item.conditions)

    def words(self, item: Contrast) -> str:
        return f"{item.cause} {conditions_text(item)}"


class Attempts(Table[AttemptRow]):
    """Failed attempts."""

    title = "Attempts"
    hint = ("No attempt failed here.",)

    def __init__(self, when: Callable[[float | None], str], of: str = "") -> None:
        self._when = when
        self.of = of
        """Whose they are, "" for all."""

    def head(self, columns: int) -> str:
        return f"{'when':19} {'gateway':{_name(columns)}} {'cause':22} {'code':8} device"

    def line(self, item: AttemptRow, columns: int) -> list[Span]:
        """One attempt; the time of a clock that was not set is marked."""
        name = _name(columns)
        return [
            (f"{fit(self._when(item.at) + ('' if item.synced else '?'), 19)} ", "muted"),
            (f"{fit(item.gateway, name)} ", "text"),
            (f"{fit(item.cause, 22)} ", "error"),
            (f"{fit(item.code, 8)} ", "text"),
            (fit(f"{model_text(item.model)} {item.peer}", max(columns - name - 53, 0)), "muted"),
        ]

    def key(self, item: AttemptRow) -> object:
        return item.key

    def words(self, item: AttemptRow) -> str:
        return " ".join((item.gateway, item.cause, item.code, item.model, item.peer))


def conditions_text(item: Contrast, brief: bool = False) -> str:
    """The conditions, with those that it may as well be; `brief`: a controller by its maker's name alone.

    Controllers last: what does not fit on a narrow screen is the end of a name, not of a version.
    """
    conditions = sorted(item.conditions, key=lambda each: each[0] == "controller")
    text = " with ".join(_condition(*each, brief) for each in conditions)
    return text + "".join(f" or {_condition(*each, brief)}" for each in item.instead)


def model_text(model: str) -> str:
    """A device model with the name of its maker in place of the number."""
    vendor, _, rest = model.partition(" ")
    if vendor.startswith("bluetooth:"):
        maker = _company(vendor.removeprefix("bluetooth:"))
        return f"{maker} {rest}" if maker else model
    return model


def environment(values: Mapping[str, str], words: bool) -> str:
    """An environment in a line, with `words` that say what each is, else as short as distinguishes one from another."""
    known = [(name, values[name]) for name in ("kernel", "bluez", "controller") if values.get(name)]
    if words:
        return " · ".join(_condition(*each, brief=True) for each in known)
    return " ".join(_condition(*each, brief=True).removeprefix(_NAMES.get(each[0], "")) for each in known)


def _condition(name: str, value: str, brief: bool = False) -> str:
    if name == "controller":
        maker = _company(value.removeprefix("0x"))
        return maker if maker and brief else f"controller {maker or value}"
    if name == "model":
        return model_text(value)
    return f"{_NAMES.get(name, name + ' ')}{value}"


def _company(digits: str) -> str:
    try:
        return company(int(digits, 16))
    except ValueError:
        return ""


def _wrong(item: GatewayRow) -> bool:
    return bool(item.problem or item.dropped or item.missing)


def _about(item: GatewayRow) -> str:
    lost = [f"{item.missing} missing"] * bool(item.missing) + [f"{item.dropped} dropped"] * bool(item.dropped)
    if item.problem or lost:
        return " · ".join([*lost, *filter(None, (item.problem,))])
    return " · ".join(filter(None, (item.versions.get("kernel", ""), item.versions.get("bluez", ""))))


def _name(columns: int) -> int:
    return 28 if columns >= _WIDE else 16

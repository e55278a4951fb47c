"""Prometheus' textfile of one gateway (node_exporter's textfile collector): counts, never an address or a name."""

import os
from pathlib import Path

from pairtui import __version__
from pairtui.fleet.spool import Spool
from pairtui.pairing.model import Model

ATTEMPTS = ("outcome", "kind", "transport")
FAILURES = ("cause", "code", "by")
"""The labels of the two counters, whose values come from this program's own tables."""

_HELP = {
    "pairtui_attempts_total": ("counter", "Attempts that ended."),
    "pairtui_failures_total": ("counter", "Attempts that failed."),
    "pairtui_source_up": ("gauge", "Whether a source delivers."),
    "pairtui_bonds": ("gauge", "Devices with a bond."),
    "pairtui_spool_waiting": ("gauge", "Verdicts that the broker has not got."),
    "pairtui_spool_octets": ("gauge", "What the spool takes on the disk."),
    "pairtui_spool_dropped_total": ("counter", "Verdicts that the limit pushed out before they were sent."),
    "pairtui_spool_refused": ("gauge", "Verdicts that the broker's access rules refused."),
    "pairtui_build_info": ("gauge", "The versions in use."),
}


def write_metrics(file: Path, spool: Spool, model: Model) -> None:
    """Put the metrics in `file`, whole or not at all, for everybody to read. Raises OSError and sqlite3.Error."""
    made = file.with_name(f".{file.name}.{os.getpid()}")
    made.write_text(metrics(spool, model), encoding="utf-8")
    made.chmod(0o644)
    made.replace(file)


def metrics(spool: Spool, model: Model) -> str:
    """The metrics in the text format of Prometheus. Raises sqlite3.Error."""
    counts = spool.counts()
    bonds = sum(device.has_bond for device in model.devices.values())
    around = model.around
    rows: list[tuple[str, dict[str, str], float]] = [
        *(("pairtui_attempts_total", labels, count) for labels, count in _counted(spool, "attempts", ATTEMPTS)),
        *(("pairtui_failures_total", labels, count) for labels, count in _counted(spool, "failures", FAILURES)),
        *(("pairtui_source_up", {"source": one.name}, one.state.value == "up") for one in model.sources.values()),
        ("pairtui_bonds", {}, bonds),
        ("pairtui_spool_waiting", {}, counts.waiting),
        ("pairtui_spool_octets", {}, counts.octets),
        ("pairtui_spool_dropped_total", {"outcome": "failed"}, counts.dropped_failures),
        ("pairtui_spool_dropped_total", {"outcome": "other"}, counts.dropped_successes),
        ("pairtui_spool_refused", {}, counts.refused),
        ("pairtui_build_info", {"version": __version__, "bluez": around.bluez or "", "kernel": around.kernel or ""}, 1),
    ]
    lines: list[str] = []
    previous = ""
    for name, labels, value in rows:
        if name != previous:
            kind, says = _HELP[name]
            lines += [f"# HELP {name} {says}", f"# TYPE {name} {kind}"]
            previous = name
        written = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
        lines.append(f"{name}{{{written}}} {int(value)}" if written else f"{name} {int(value)}")
    return "\n".join(lines) + "\n"


def _counted(spool: Spool, what: str, labels: tuple[str, ...]) -> list[tuple[dict[str, str], int]]:
    found = spool.counted(what)
    return [(dict(zip(labels, name.split("|")[1:], strict=False)), count) for name, count in found]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")

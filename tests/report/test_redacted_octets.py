"""Where redaction changes a capture, in each format, in `redacted_octets.txt`; `make snapshots` writes it anew."""

import os
from pathlib import Path

from pairtui.report.redact import redact
from pairtui.report.redact.redaction import RedactError
from tests.report.damage import CAPTURES, formats, from_the_air, records
from tests.report.test_redact_packets import CAPTURES as PACKETS

TABLE = Path(__file__).with_name("redacted_octets.txt")
AMONG_KEYS = "03-08-among-keys-legacy"
CHOSEN = (AMONG_KEYS, "10-bredr-scanner-pin-of-16", "02-numeric-comparison-sc-ok")


def captures():
    for file in CAPTURES:
        if file.stem in CHOSEN:
            whole = file.read_bytes()
            for name, data in formats(whole):
                yield f"{file.stem} {name}", data
            if file.stem == AMONG_KEYS:
                ends = [end for _, end in records("btsnoop-monitor", whole)]
                for number in range(len(ends) // 2, len(ends), 5):
                    yield f"{file.stem} cut in record {number}", whole[: ends[number] - 5]
                    yield f"{file.stem} without record {number}", whole[: ends[number - 1]] + whole[ends[number] :]
    yield from ((f"from the air {name}", data) for name, data in from_the_air())
    yield from ((f"packets: {name}", made[0] if isinstance(made, tuple) else made) for name, made in PACKETS.items())


def changed(before, after):
    """`120+16` where sixteen octets from 120 on are others."""
    at = [place for place, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    starts = [place for place in at if place - 1 not in set(at)]
    for begin in starts:
        end = begin
        while end < len(before) and before[end] != after[end]:
            end += 1
        yield f"{begin}+{end - begin}"


def rows():
    for name, data in captures():
        try:
            found = redact(data)
            hidden = redact(data, pseudonyms=True) if " cut " not in name and " without " not in name else found
        except RedactError as problem:
            yield f"{name}: {problem}"
            continue
        yield f"{name}: {found.secrets} {found.checked}: {' '.join(changed(data, found.data))}"
        if hidden is not found:
            yield f"  and addresses: {' '.join(changed(found.data, hidden.data))}"


def test_where_captures_are_changed():
    found = [row.rstrip() for row in rows()]
    if "PAIRTUI_UPDATE_PICTURES" in os.environ:
        TABLE.write_text("".join(f"{row}\n" for row in found), encoding="utf-8")
    assert found == TABLE.read_text("utf-8").splitlines()

"""What is told of the attempts and the findings of a model, in lines to be compared: without a cause's sentences."""

import re

from pairtui.report.document import document
from tests.pairing.well_said import ill_said


def ladder(model, **of_file):
    """Every step, who failed where, the evidence, the keys of the fixes, what else it could be, what is awaited."""
    verdicts = (attempt.diagnosis for attempt in model.attempts.values() if attempt.diagnosis)
    assert not [ill for one in (*verdicts, *model.findings) for ill in ill_said(one)]
    told = document(model, **of_file)
    for attempt in told["attempts"]:
        peer, failure = attempt["peer"], attempt["failure"]
        yield "{kind} over {transport}, {role}, {pairing} {association_model} level {level}: {outcome}".format(
            **attempt
        )
        yield "  peer {address} {address_type} {name} {modalias} {firmware}".format(**peer)
        began = attempt["started"]
        yield f"  took {(attempt['ended'] or began) - began:.3f} s" if began is not None else "  without a time"
        if failure:
            yield "  {code} {name}, by {by}, at {step}, record {record}".format(**failure)
        for step in attempt["steps"]:
            after = "" if None in (began, step["at"]) else f" {step['at'] - began:+.3f}"
            yield "  {record}{after} {direction}, {phase}: {text} {mark}".format(after=after, **step).rstrip()
        if diagnosis := attempt["diagnosis"]:
            yield from because(diagnosis)
            for other in diagnosis["alternatives"]:
                yield "    or {cause}, {confidence}; settled by: {settles}".format(**other)
                yield from (f"      {side}: {text}" for side in ("for", "against") for text in other[side])
        if "awaits" in attempt:
            yield f"  awaits {attempt['awaits']}"
    for finding in told["findings"]:
        yield f"finding {finding['code']}"
        yield from because(finding)


def surroundings(around):
    """What is known of the gateway besides, in lines."""
    switches = " ".join(f"{'+' if on else '-'}{name}" for name, on in sorted(around.settings.items()))
    told = {
        "settings": switches,
        "kernel": around.kernel,
        "bluez": around.bluez,
        "controller": around.controller,
        "agent": around.agent,
        "Secure Connections only": around.secure_connections_only or "",
        "bonds": " ".join(sorted(around.bonds)),
        "paired": " ".join(sorted(map(str, around.paired))),
        "names": " ".join(f"{address}={name}" for address, name in around.names.items()),
        "failures": "; ".join(" ".join(map(str, failure)) for failure in around.failures),
    }
    yield from (f"{what}: {value}" for what, value in told.items() if value)


def because(diagnosis):
    yield "  cause {cause}, {confidence}, by {by}: {title}".format(**diagnosis)
    for evidence in diagnosis["evidence"]:
        yield "    since {record}: {text}".format(**evidence)
    yield f"    fixes: {', '.join(str(fix['action']) for fix in diagnosis['fixes'])}"


def kept(file):
    """The parts of a file of such lines, by name."""
    parts = re.split("^== ", file.read_text("utf-8"), flags=re.MULTILINE)[1:] if file.exists() else []
    return {part.split("\n", 1)[0]: part.split("\n", 1)[1].splitlines() for part in parts}


def keep(file, told):
    """Write it anew."""
    file.write_text("".join("\n".join((f"== {name}", *lines)) + "\n" for name, lines in told), encoding="utf-8")

"""Which causes a code points to, most likely first: what a person should read next, not a diagnosis."""

from functools import cache

from pairtui.knowledge.causes import CAUSES, parts

_SIDES = ("local", "peer", "unknown")

_NO_CODES = ("step:", "states:", "suggests:")
"""What facts begin with that have a colon and are no codes."""


@cache
def _code_causes() -> dict[str, tuple[str, ...]]:
    """By code text, from what the causes say speaks for them: the weight of the code alone first, then of the rest."""
    weights: dict[str, dict[str, tuple[int, int]]] = {}
    for cause in CAUSES.values():
        for condition, weight in cause.supports.items():
            names = [name for name, wanted in parts(condition) if wanted]
            for name in names:
                code, _, side = name.partition(" ")
                if ":" not in code or code.startswith(_NO_CODES) or (side and side not in _SIDES):
                    continue
                alone, together = weights.setdefault(code, {}).get(cause.id, (0, 0))
                known = (max(alone, weight), together) if len(names) == 1 else (alone, max(together, weight))
                weights[code][cause.id] = known
    return {code: tuple(sorted(found, key=lambda id: found[id], reverse=True)) for code, found in weights.items()}


def codes() -> tuple[str, ...]:
    """Every code that points to a cause."""
    return tuple(_code_causes())


def causes_of(code: str) -> tuple[str, ...]:
    """The causes to look at for a code such as `smp:0x08`; none where it says too little.

    A SoftDevice status of 0x81 and above has the causes of its SMP reason; the link layer's codes are HCI's numbers.
    """
    if code.startswith("nordic:0x8"):
        return _code_causes().get(f"smp:0x0{code[-1]}", ())
    found = _code_causes().get(code, ())
    if code.startswith("ll:"):
        return tuple(dict.fromkeys((*found, *_code_causes().get(f"hci:{code[3:]}", ()))))
    return found


def causes_of_fact(fact: str) -> tuple[str, ...]:
    """The causes that this fact alone speaks for, the most likely first."""
    known = [cause for cause in CAUSES.values() if fact in cause.supports]
    return tuple(cause.id for cause in sorted(known, key=lambda cause: -cause.supports[fact]))

"""What the gateways with a failure have in common and the others have not: contrast sets over gateway and model."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import exp, log

from pairtui.fleet.fisher import log_greater
from pairtui.protocol.immutable import immutable
from pairtui.report.fleet_rows import Condition, Contrast

ALPHA = 0.02
"""How likely a finding on one or on two attributes may be where there is nothing, all candidates together."""

LEAST_GATEWAYS = 3
LEAST_RATIO = 3.0
MOST_FINDINGS = 10
ALIKE = 0.95
"""Two conditions that hold of the same units but for one in twenty count as one."""


@immutable()
class Unit:
    """One model of device on one gateway in one environment, whose retries count once, and the causes it failed by."""

    gateway: int
    attributes: Mapping[str, str]
    causes: frozenset[str]


def contrasts(units: Sequence[Unit]) -> list[Contrast]:
    """The findings over all causes, the surest first. What one explains is taken out before the next is sought."""
    places = _places(units)
    every = (1 << len(units)) - 1
    by_cause: dict[str, int] = defaultdict(int)
    for at, unit in enumerate(units):
        for cause in unit.causes:
            by_cause[cause] |= 1 << at
    found: list[Contrast] = []
    for cause in sorted(by_cause):
        failed, left = by_cause[cause], every
        while len(found) < MOST_FINDINGS:
            best = _best(units, places, cause, failed & left, left, len(by_cause))
            if best is None:
                break
            contrast, covered = best
            found.append(contrast)
            left &= ~covered
    return sorted(found, key=lambda contrast: contrast.p)


def _places(units: Sequence[Unit]) -> dict[Condition, int]:
    """Of which units each condition holds, as the bits of a number."""
    octets: dict[Condition, bytearray] = {}
    for at, unit in enumerate(units):
        for condition in unit.attributes.items():
            if condition[1]:
                row = octets.setdefault(condition, bytearray(len(units) // 8 + 1))
                row[at >> 3] |= 1 << (at & 7)
    return {condition: int.from_bytes(row, "little") for condition, row in octets.items()}


def _best(
    units: Sequence[Unit], places: Mapping[Condition, int], cause: str, failed: int, left: int, causes: int
) -> tuple[Contrast, int] | None:
    """The surest finding of one cause, and the units it covers."""
    held = {condition: place & left for condition, place in places.items() if place & left not in (0, left)}
    singles = {(one,): place for one, place in held.items()}
    possible = [(one, other) for one, other in combinations(sorted(held), 2) if one[0] != other[0]]
    pairs = {
        both: held[both[0]] & held[both[1]]
        for both in possible
        if all(_enough(held[one], failed) for one in both) and _enough(held[both[0]] & held[both[1]], failed)
    }
    best: tuple[float, tuple[Condition, ...], int] | None = None
    # Conditions that hold of the same units are one hypothesis; those that could not be found were tried too.
    for level, tests in ((singles, len(set(held.values()))), (pairs, len(possible))):
        for conditions, place in level.items():
            p = _log_p(place, failed, left) + log(tests * causes) if _enough(place, failed) else 0.0
            alone = len(conditions) == 2 and any(_alike(place, held[one]) for one in conditions)
            if p < log(ALPHA) and not alone and (best is None or p < best[0]) and _tells(units, place, failed, left):
                best = p, conditions, place
    if best is None:
        return None
    return _contrast(units, cause, best, failed, left, held), best[2]


def _enough(place: int, failed: int) -> bool:
    return (place & failed).bit_count() >= LEAST_GATEWAYS


def _log_p(place: int, failed: int, left: int) -> float:
    return log_greater((place & failed).bit_count(), place.bit_count(), failed.bit_count(), left.bit_count())


def _tells(units: Sequence[Unit], place: int, failed: int, left: int) -> bool:
    """Whether it happens on enough gateways, and often enough there against elsewhere."""
    there, elsewhere = (place & failed).bit_count(), (failed & ~place).bit_count()
    rest = (left & ~place).bit_count()
    often = not elsewhere or there / place.bit_count() >= LEAST_RATIO * elsewhere / rest
    return rest > 0 and often and _gateways(units, place & failed) >= LEAST_GATEWAYS


def _contrast(
    units: Sequence[Unit],
    cause: str,
    best: tuple[float, tuple[Condition, ...], int],
    failed: int,
    left: int,
    held: Mapping[Condition, int],
) -> Contrast:
    p, conditions, place = best
    instead = tuple(
        one
        for one in sorted(held)
        if one not in conditions
        and (_alike(held[one], place) or any(_alike(held[one], held[kept]) for kept in conditions))
    )
    return Contrast(
        cause,
        conditions,
        instead,
        failed=(place & failed).bit_count(),
        within=place.bit_count(),
        elsewhere=(failed & ~place).bit_count(),
        rest=(left & ~place).bit_count(),
        gateways=_gateways(units, place & failed),
        p=exp(min(p, 0.0)),
    )


def _alike(one: int, other: int) -> bool:
    both = (one & other).bit_count()
    return both > 0 and both >= ALIKE * (one | other).bit_count()


def _gateways(units: Sequence[Unit], place: int) -> int:
    return len({units[at].gateway for at in _bits(place)})


def _bits(place: int) -> Iterable[int]:
    while place:
        low = place & -place
        yield low.bit_length() - 1
        place ^= low

"""Fisher's exact test, one-sided: how likely so many failures in one part would be if nothing made a difference."""

from math import exp, lgamma, log


def log_greater(failed: int, within: int, failed_in_all: int, in_all: int) -> float:
    """Log of the probability of `failed` or more of `within` where `failed_in_all` of `in_all` failed, all being alike.

    In a large fleet the probability itself is too small for a number.
    Sums the tail of the hypergeometric distribution in logarithms of factorials.
    """
    most = min(within, failed_in_all)
    if failed <= max(0, within + failed_in_all - in_all):
        return 0.0
    rest = in_all - failed_in_all
    tail = [_choose(failed_in_all, count) + _choose(rest, within - count) for count in range(failed, most + 1)]
    largest = max(tail, default=float("-inf"))
    if largest == float("-inf"):
        return largest
    total = largest + log(sum(exp(each - largest) for each in tail))
    return min(total - _choose(in_all, within), 0.0)


def _choose(all_: int, some: int) -> float:
    """The logarithm of the binomial coefficient; of none where it is 0."""
    if not 0 <= some <= all_:
        return float("-inf")
    return lgamma(all_ + 1) - lgamma(some + 1) - lgamma(all_ - some + 1)

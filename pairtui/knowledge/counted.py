"""A number with its noun."""


def counted(number: int, noun: str) -> str:
    """`1 gateway`, `2 gateways`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"

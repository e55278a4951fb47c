"""How a command ends: its exit status, and what stops it."""

FINE, FAILED, UNUSABLE, NO_SOURCE = 0, 1, 2, 3
INTERRUPTED, BROKEN_PIPE = 130, 141  # 128 + signal, as a shell reports them


class Unusable(Exception):
    """What was given, a command line, a file, a setting, cannot be used; the text is one sentence: what to do."""


class NoCapture(Exception):
    """An archive or bug report in which there is nothing to read: why and what to do, without its name."""


class NoSource(Exception):
    """A source that is needed is missing, or fails; the text is one sentence with the remedy."""

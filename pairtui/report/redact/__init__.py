"""A capture or log without its secrets: the same file, the same verdicts, nothing to break a bond with."""

from pairtui.report.redact.redaction import Redacted, RedactError, redact

__all__ = ["RedactError", "Redacted", "redact"]

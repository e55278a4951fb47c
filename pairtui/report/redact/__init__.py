"""A capture or log without its secrets: the same file, the same verdicts, nothing to break a bond with."""

from pairtui.report.redact.redaction import Redacted, RedactError, redact, secrets_of
from pairtui.report.redact.secrets import Secrets

__all__ = ["RedactError", "Redacted", "Secrets", "redact", "secrets_of"]

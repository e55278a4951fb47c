"""A real controller as the gateway's, through one of Bumble's transports."""


class TransportError(Exception):
    """A controller that cannot be used: `why` in a sentence, `remedy` what to do."""

    def __init__(self, why: str, remedy: str) -> None:
        super().__init__(f"{why}; {remedy}")
        self.why = why
        self.remedy = remedy

"""What a user may be told when something expected goes wrong."""


class DomainError(Exception):
    """An expected failure with a sentence for the user; `errors` name the places, one dict {where, message} each."""

    status_code = 422
    code = "invalid"

    def __init__(self, message: str, *, errors: list[dict[str, str]] | None = None) -> None:
        super().__init__(message)
        self.message = str(message)
        self.errors = errors or []


class InvalidError(DomainError):
    """The content is wrong: 422."""


class IncompleteError(InvalidError):
    """What is there is right, but required answers are missing: 422."""

    code = "incomplete"


class ConflictError(DomainError):
    """The content is fine, but the state has moved on: 409. `facts` tell the client where it stands."""

    status_code = 409
    code = "conflict"

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(message)
        self.facts = facts


class BusyError(DomainError):
    """It will be possible in a moment: 503. `retry_after_s` says when to ask again."""

    status_code = 503
    code = "busy"

    def __init__(self, message: str, *, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class ClosedError(ConflictError):
    """It can no longer be worked on, whatever its content: 409. No newer version is there to choose instead."""

    code = "closed"

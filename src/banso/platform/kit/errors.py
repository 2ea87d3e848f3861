"""Failures that a person or program can cause and mend.

Everything else rises with a traceback: it needs a change of code.
"""


class BansoError(Exception):
    """An expected failure.

    ``message`` says what and where, in the reader's language where it was translated;
    ``hint`` says what to do; ``code`` is stable for programs; ``status`` is the HTTP status.
    """

    code = "error"
    status = 400

    def __init__(self, message: str, *, code: str | None = None, hint: str = "", status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if code is not None:
            self.code = code
        if status is not None:
            self.status = status

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class WrongField(BansoError):
    """A thing cannot be kept like this; ``field`` says where."""

    code = "wrong_field"
    status = 422

    def __init__(self, field: str, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.field = field


class NotFound(BansoError):
    """What was named does not exist, or not for the one who asks."""

    code = "not_found"
    status = 404


class NotAllowed(BansoError):
    """The member's role does not carry this permission."""

    code = "not_allowed"
    status = 403


class Conflict(BansoError):
    """The thing has changed since it was read."""

    code = "conflict"
    status = 409

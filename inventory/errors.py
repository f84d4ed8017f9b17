"""Every exception a user can see: what went wrong, and what to do about it."""


class InventoryError(Exception):
    """A problem with what the user gave; printed as one line, with a hint, before the program ends.

    `exit_status` is the process status that the command line documents for this kind of problem.
    """

    exit_status = 2

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(InventoryError):
    """The command, its options or its configuration do not make sense."""


class DescriptionError(InventoryError):
    """An OpenAPI description cannot be read or does not validate."""


class CaptureError(InventoryError):
    """A capture cannot be read at all, or too much of it was lost."""

    exit_status = 3


class NothingToJudgeError(InventoryError):
    """There is no exchange to judge, or none that a description speaks about."""

    exit_status = 4


class StoreError(InventoryError):
    """The database was refused, locked, full, or is none of ours; `lasting` where trying again cannot help."""

    exit_status = 5

    def __init__(self, message: str, *, hint: str = "", lasting: bool = False) -> None:
        super().__init__(message, hint=hint)
        self.lasting = lasting

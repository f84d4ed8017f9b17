"""A document in a format to its text."""

from collections.abc import Mapping
from typing import Protocol, cast

from inventory import plugins
from inventory.errors import UsageError
from inventory.reports.documents import Document


class Format(Protocol):
    """What a plug-in in `formats/` offers."""

    @property
    def DOCUMENTS(self) -> tuple[type[Document], ...]:  # noqa: N802 - a constant of a module
        """The documents that it renders."""

    @property
    def ENDINGS(self) -> tuple[str, ...]:  # noqa: N802
        """Endings of file names that mean this format, such as `.csv`; of several that fit the longest counts."""

    def render(self, document: Document, *, width: int, colour: bool) -> str:
        """Return the text of a document; `width` and `colour` matter to formats for terminals alone."""


def format_names(kind: type[Document] | None = None) -> tuple[str, ...]:
    """Return the names of all formats, or of those that render one kind of document."""
    return tuple(name for name, form in _formats().items() if kind is None or kind in form.DOCUMENTS)


def require(form: str, kind: type[Document]) -> None:
    """Raise UsageError where there is no such format for a kind of document."""
    if form not in format_names(kind):
        what = "this command has no format" if form in format_names() else "there is no format"
        raise UsageError(f"{what} {form}", hint=f"it has {', '.join(format_names(kind))}")


def form_of(file: str, kind: type[Document]) -> str:
    """Return the format that the ending of a file name means; raises UsageError where it means none."""
    endings = {ending: name for name in format_names(kind) for ending in _formats()[name].ENDINGS}
    fitting = [ending for ending in endings if file.lower().endswith(ending)]
    if not fitting:
        raise UsageError(
            f"the name {file} tells no format",
            hint=f"write FORMAT={file}, or end it in {', '.join(sorted(endings))}",
        )
    return endings[max(fitting, key=len)]


def render(document: Document, form: str, *, width: int = 100, colour: bool = False) -> str:
    """Return the text of a document, with a line end at its end unless it is empty."""
    return _formats()[form].render(document, width=width, colour=colour)


def _formats() -> Mapping[str, Format]:
    return cast("Mapping[str, Format]", plugins.load("inventory.reports.formats"))

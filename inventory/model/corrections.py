"""Corrections of path templates: what a user knows better than the inference, for ever."""

import re

import msgspec

from inventory.errors import UsageError

KINDS = ("hosts", "keep", "name", "set", "split")
TOGETHER, APART = "together", "apart"  # what "hosts" says
TEMPLATE_LIMIT = 2_048  # characters
SEGMENTS_LIMIT = 32  # of one template, as many as are kept of a path
PARAMETERS_LIMIT = 4  # in one segment
WORDS_LIMIT = 1_000  # of one correction
CORRECTIONS_LIMIT = 10_000  # of one inventory

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}\Z")
PARAMETER = re.compile(r"\{([^{}]*)\}")

_REST = re.compile(r"/\{([^{}*]*)\*\}\Z")
_METHOD = re.compile(r"[A-Z][A-Z-]{0,19}\Z")


class Correction(msgspec.Struct, frozen=True, order=True):
    """What one correction says.

    "set": what the template matches belongs to it, and what is below does too; a `{path*}` at its end takes all that.
    "keep": the last segment is a name wherever a path goes through it.
    "split": these words, or without any all words, at the place of the last segment are names.
    "name": the parameters of the last segment are called so.
    "hosts": the hosts of a pattern such as `{tenant}.api.example.com` serve one API, or each one of its own.
    """

    kind: str
    service: str  # "" for all
    method: str  # "" for all; "set" alone has one
    template: str  # of a path; the pattern of "hosts"
    words: tuple[str, ...] = ()  # of "split"; the names of "name"; TOGETHER or APART for "hosts"

    @property
    def segments(self) -> tuple[str, ...]:
        """The segments of the template."""
        return segments_of(self.template)

    @property
    def takes_rest(self) -> bool:
        """Tell whether the last segment stands for all the rest of a path, as `{path*}` does."""
        return bool(_REST.search(self.template))

    @property
    def place(self) -> str:
        """The template without the names of its parameters."""
        return shape(self.template)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What no other correction of an inventory shares: kind, service, method and place."""
        return self.kind, self.service, self.method, self.place


def segments_of(template: str) -> tuple[str, ...]:
    """Return the segments of a template."""
    return tuple(template[1:].split("/")) if len(template) > 1 else ()


def shape(text: str) -> str:
    """Return a template, or a segment of one, without the names of its parameters: `/users/{id}` to `/users/{}`."""
    return PARAMETER.sub("{}", text)


def require_sound(one: Correction) -> None:
    """Let no correction pass that contradicts itself or is beyond a limit.

    Raises: UsageError.
    """
    if one.kind not in KINDS:
        raise UsageError(f"{one.kind} is no kind of correction", hint=f"there are {', '.join(KINDS)}")
    if one.method and (one.kind != "set" or not _METHOD.match(one.method)):
        raise UsageError(
            f"{one.kind} {one.method} {one.template}: no method can stand there",
            hint="write only a path" if one.kind != "set" else "write it as 'GET /users/{id}'",
        )
    _require_template(one.template)
    last = PARAMETER.findall(one.segments[-1]) if one.segments else []
    if one.kind in ("name", "split") and not last:
        raise UsageError(
            f"{one.kind} {one.template}: its last segment is no parameter", hint="write it as '/users/{userId}'"
        )
    if one.kind == "keep" and (last or not one.segments):
        raise UsageError(f"keep {one.template}: its last segment is no word", hint="write it as '/users/me'")
    _require_words(one, len(last))


def _require_template(template: str) -> None:
    hint = "write it as '/users/{id}', each parameter with a name of its own"
    if not template.startswith("/"):
        raise UsageError(f"{template[:80]}: a template begins with a slash", hint=hint)
    segments = segments_of(template)
    if len(template) > TEMPLATE_LIMIT or len(segments) > SEGMENTS_LIMIT:
        limits = f"{TEMPLATE_LIMIT:,} characters and {SEGMENTS_LIMIT} segments"
        raise UsageError(f"{template[:80]}…: too long", hint=f"at most {limits}")
    if "" in segments:
        raise UsageError(f"{template}: has an empty segment", hint=hint)
    names = PARAMETER.findall(_REST.sub(r"/{\1}", template))
    if any(sign in PARAMETER.sub("", segment) for segment in segments for sign in "{}"):
        raise UsageError(f"{template}: its braces are not closed", hint=hint)
    if any("*" in name for name in names):
        raise UsageError(
            f"{template}: what takes the rest of a path stands alone at its end", hint="write it as '/files/{path*}'"
        )
    if wrong := [name for name in names if not NAME.match(name)]:
        raise UsageError(f"{template}: {{{wrong[0]}}} is no name of a parameter", hint="letters, digits, _ . and -")
    if len(set(names)) != len(names):
        raise UsageError(f"{template}: two parameters have the same name", hint=hint)
    if "}{" in template or any(len(PARAMETER.findall(segment)) > PARAMETERS_LIMIT for segment in segments):
        raise UsageError(
            f"{template}: parameters that cannot be told apart", hint=f"at most {PARAMETERS_LIMIT} in a segment"
        )


def _require_words(one: Correction, parameters: int) -> None:
    if one.kind in ("set", "keep") and one.words:
        raise UsageError(f"{one.kind} {one.template}: no words belong to it", hint="see `inventory template --help`")
    if len(one.words) > WORDS_LIMIT:
        raise UsageError(f"{one.kind} {one.template}: too many words", hint=f"at most {WORDS_LIMIT:,}")
    if one.kind != "name":
        return
    names = PARAMETER.findall(one.template)[:-parameters] + list(one.words)
    if len(one.words) != parameters or not all(NAME.match(name) for name in one.words):
        raise UsageError(
            f"name {one.template}: as many names as its last segment has parameters, of letters, digits, _ . and -",
            hint="write it as: name '/users/{userId}' id",
        )
    if len(set(names)) != len(names):
        raise UsageError(f"name {one.template}: that name is taken within the path", hint="choose another one")

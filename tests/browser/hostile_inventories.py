"""Inventory reports in which every text is another people's: each tries to be more than text in a web page."""

import types
import typing
from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec
from made_endpoints import identity, moment

from inventory.reports.documents import InventoryDocument, TrafficDocument, Where

OWNED = "window.__owned=1"  # what every payload with a script tries to do
ELSEWHERE = "//elsewhere.test"  # where every other payload tries to lead

# ruff: noqa: RUF001
PAYLOADS = (
    f"<script>{OWNED}</script>",
    f"</script><script>{OWNED}</script>",
    f"<!--<script>{OWNED}//",
    f"--></script><script>{OWNED}</script>",
    f"</title></style></textarea></noscript></template><script>{OWNED}</script>",
    f'"><img src=x onerror={OWNED}>',
    f"'><svg/onload={OWNED}>",
    f"` onfocus={OWNED} autofocus `",
    f'" onmouseover="{OWNED}" style="position:fixed;inset:0',
    f"]]><svg><style><img src=x onerror={OWNED}></style></svg>",
    f"<iframe srcdoc='<script>parent.{OWNED}</script>'></iframe>",
    f"<math><mtext><mglyph><style><img src=x onerror={OWNED}>",
    f"<img src={ELSEWHERE}/x.png>",
    f"<link rel=stylesheet href={ELSEWHERE}/x.css><base href={ELSEWHERE}>",
    f"<meta http-equiv=refresh content=0;url={ELSEWHERE}>",
    f"</style><style>@import url({ELSEWHERE}/x.css);*{{background:url({ELSEWHERE}/y.png)}}",
    f"<form action={ELSEWHERE}><button autofocus>Sign in</button></form>",
    f"javascript:{OWNED}",
    "javascript:alert(document.domain)",
    f"data:text/html,<script>{OWNED}</script>",
    f"https:{ELSEWHERE}/x.png",
    "{{7*7}}{%raw%}${7*7}<%=7*7%>#{7*7}",
    "{{self.__init__.__globals__}}",
    f"${{{OWNED}}}",
    f"');{OWNED};//",
    f'";{OWNED};//\\',
    f"\\u003cscript\\u003e{OWNED}\\x3c/script\\x3e",
    f"&lt;script&gt;{OWNED}&#60;/script&#62;",
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "toString",
    "$&$1$'$`",
    "#endpoint=0&search=x&sort=-count",
    "%00%zz%E0%A4%A",
    "%3Cscript%3E",
    '=HYPERLINK("https://elsewhere.test","x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    f"[x](javascript:{OWNED}) ![x](https:{ELSEWHERE}/x.png) <b>`*_~",
    "\x1b]0;owned\x07\x1b[31mred\x9b2J",
    "\u202egnp.exe\u2066a\u2069\u200b\ufeff",
    "a\u2028b\u2029c\x85d\r\ne\tf",
    "\x00\ud800\udfff\ufffe\U000e0001",
    "z" + "\u0301" * 60,
    "漢字🔥é＝1",
    " ",
    "/" * 30,
    "a" * 8_192,
    "/".join("s" * (number % 3 + 1) for number in range(500)),
    f"<script>{OWNED}</script>" * 150,
)

_TIMES = frozenset({"first_seen", "last_seen", "silent_since", "time", "at", "starts"})
_PATHS = frozenset({"template", "path", "paths"})
_IDENTITIES = frozenset({"id", "fingerprint", "findings"})
_CHOSEN = {  # texts that are one of a few, chosen by the program whatever the traffic says
    "severity": "error", "confidence": "high", "state": "api", "speaks": "for", "verdict": "parameter",
    "basis": "evidence", "fate": "encrypted", "unit": "day", "role": "response", "reason": "varies",
}  # fmt: skip
_KEYS = {"by_severity": "error", "statuses": "200", "credentials": "none"}
_VALUES: dict[Any, object] = {int: 3, float: 0.5, bool: True}


@cache
def hostile() -> InventoryDocument:
    """Return a report with an endpoint, a finding, a change, a capture … for each payload, which is all its texts."""
    made = _joined([filled(InventoryDocument, text) for text in PAYLOADS])
    count = len(PAYLOADS)
    summary = msgspec.structs.replace(
        made.summary, services=count, endpoints=count, exchanges=3 * count, captures=count,
        statuses={"200": 3 * count}, by_severity={"error": count},
    )  # fmt: skip
    ones = (1,) * count
    trends = [tuple(3 * (number == own) for number in range(count)) for own in range(count)]
    return msgspec.structs.replace(
        made,
        title=" ".join(text for text in PAYLOADS if len(text) < 200),
        summary=summary,
        endpoints=tuple(
            msgspec.structs.replace(one, trend=trend) for one, trend in zip(made.endpoints, trends, strict=True)
        ),
        traffic=TrafficDocument("day", tuple(map(moment, range(count))), (3,) * count, ones, ones, ones),
    )


def filled(wanted: Any, text: str, name: str = "") -> Any:
    """Return a value of a type, which a field of this name has, with the text wherever traffic's may be.

    Lists and dictionaries have one item. Identities are made of the text, so that what belongs together has the same.
    """
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in {types.UnionType, typing.Union}:
        return filled(arguments[0], text, name)
    if origin is tuple:
        return tuple(filled(one, text, name) for one in arguments if one is not Ellipsis)
    if origin is dict:
        return {_KEYS.get(name, text): filled(arguments[1], text, name)}
    if wanted is str:
        return _text(text, name)
    if issubclass(wanted, msgspec.Struct):
        hints = typing.get_type_hints(wanted)
        made = wanted(**{field: filled(hints[field], text, field) for field in wanted.__struct_fields__})
        return msgspec.structs.replace(made, entry=None) if wanted is Where else made
    return _VALUES[wanted]


def _text(text: str, name: str) -> str:
    if name in _TIMES:
        return moment(PAYLOADS.index(text))
    if name in _IDENTITIES:
        return identity(text, text, text)
    return f"/{text}" if name in _PATHS else _CHOSEN.get(name, text)


def _joined(parts: Sequence[Any]) -> Any:
    """Return one value that has all items of all lists; of single values the first."""
    first = parts[0]
    if isinstance(first, msgspec.Struct):
        return type(first)(**{name: _joined([getattr(one, name) for one in parts]) for name in first.__struct_fields__})
    if isinstance(first, tuple):
        return tuple(item for one in parts for item in one)
    if isinstance(first, dict):
        return {key: value for one in parts for key, value in one.items()}
    return first

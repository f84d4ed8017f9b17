"""Templates, styles and scripts of the page to one file that says what may run in it."""

import hashlib
from base64 import b64encode
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from inventory import __version__
from inventory.model.coverage import FATES
from inventory.reports import change_lines, charts, wording
from inventory.reports.documents import InventoryDocument
from inventory.reports.page import embedding, listing, tagging, text

_FOLDER = files("inventory.reports.page")

# In the order in which they stand on the page: what comes later may use what came before.
STYLES = ("base", "layout", "tables", "charts", "dialog", "print")
SCRIPTS = ("elements", "inventory", "address", "selection", "charts", "findings", "endpoint", "table", "tree", "start")

CHANGES_SHOWN = 500  # endpoints that changed in one way
CHANGES_OPEN = 15  # of these, that are seen at once
COLUMNS = {
    "method": "Method", "path": "Path", "service": "Service", "tags": "Tags", "count": "Exchanges", "errors": "Errors",
    "latency": "Latency (p90)", "findings": "Findings", "first": "First seen", "last": "Last seen",
}  # fmt: skip
FIGURES = frozenset({"count", "errors", "latency", "findings"})  # columns of numbers


def page(document: InventoryDocument) -> str:
    """Return the whole page; the same document gives the same bytes.

    It is ASCII, so that no encoding of a terminal or a web server changes what is hashed.
    """
    style = _joined("style", STYLES, ".css")
    script = '(() => {\n"use strict";\n' + _joined("script", SCRIPTS, ".js") + "})();\n"
    made = (
        _environment()
        .get_template("page.html")
        .render(
            document=document,
            view=listing.view(document),
            data=embedding.data(document),
            details=embedding.details(document),
            style=Markup(style),  # noqa: S704 - a file of this package
            script=Markup(script),  # noqa: S704 - a file of this package
            style_hash=_hash(style),
            script_hash=_hash(script),
            version=__version__,
        )
    )
    return made.encode("ascii", "xmlcharrefreplace").decode()


@cache
def _environment() -> Environment:
    """Return what reads templates: every text goes through `text.shown` and is then escaped."""
    environment = Environment(
        loader=FunctionLoader(lambda name: (_FOLDER / "templates" / name).read_text("utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "blocks": text.blocks,
        "by_severity": listing.by_severity,
        "duration": charts.duration,
        "encoded": text.encoded,
        "folded": text.folded,
        "minute": wording.minute,
        "moment": listing.moment,
        "number": "{:,}".format,
        "steps": text.steps,
        "tag": tagging.label,
    }
    environment.globals |= {
        "accepted": wording.accepted,
        "apart": wording.apart,
        "span": wording.span,
        "failure": wording.failure,
        "headline": change_lines.headline,
        "fragment": text.fragment,
        "share": charts.share,
        "CHANGES_OPEN": CHANGES_OPEN,
        "CHANGES_SHOWN": CHANGES_SHOWN,
        "COLUMNS": COLUMNS,
        "FATES": FATES,
        "FIGURES": FIGURES,
        "TAGS": tagging.TAGS,
    }
    return environment


def _shown(value: object) -> object:
    return text.shown(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _joined(folder: str, names: tuple[str, ...], ending: str) -> str:
    return "\n".join((_FOLDER / folder / f"{name}{ending}").read_text("utf-8") for name in names)


def _hash(source: str) -> str:
    """Return what a Content-Security-Policy calls the text of an element (CSP 3, section 6.7.3)."""
    return f"sha256-{b64encode(hashlib.sha256(source.encode()).digest()).decode()}"

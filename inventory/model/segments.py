"""Path segments to a stem and what is attached to its end: a format (`.json`) or an action (`:cancel`)."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from inventory.model.caching import remember
from inventory.model.words import is_verb

# Endings by which an API offers one thing in several representations, and those of files, which belong to their names.
FORMATS = frozenset(
    {"atom", "avro", "csv", "geojson", "gml", "gpx", "html", "ics", "json", "jsonl", "jsonld", "jsonp", "kml", "kmz",
     "md", "ndjson", "parquet", "proto", "protobuf", "rdf", "rss", "shp", "shpz", "svg", "toml", "tsv", "ttl", "txt",
     "vcf", "wsdl", "xhtml", "xml", "xsd", "yaml", "yml"}
)  # fmt: skip
FILES = frozenset(
    {"7z", "apk", "avi", "bin", "bz2", "css", "dat", "deb", "dmg", "doc", "docx", "exe", "gif", "gz", "ico", "iso",
     "jar", "jpeg", "jpg", "js", "log", "map", "mov", "mp3", "mp4", "mpeg", "odt", "ogg", "pdf", "png", "ppt", "pptx",
     "rpm", "rtf", "sql", "tar", "tgz", "tif", "tiff", "ttf", "wav", "webm", "webp", "woff", "woff2", "xls",
     "xlsx", "zip"}
)  # fmt: skip

ANY_FORMAT = ".{}"

_ENDING = re.compile(r"(.+)(\.[A-Za-z0-9]{2,10})\Z")
_ACTION = re.compile(r"([^:]+)((?::[a-z][A-Za-z]*)+)\Z")


class Parts(NamedTuple):
    """A segment, taken apart; both parts together are the segment."""

    stem: str
    attached: str  # ".json", ":cancel" or ""


@remember(65_536)
def split(segment: str) -> Parts:
    """Take a segment apart; only endings that name a format or a kind of file, and actions, are told from the stem."""
    if (action := _ACTION.match(segment)) and (is_verb(action[2][1:]) or "{" in segment):
        return Parts(action[1], action[2])
    ending = _ENDING.match(segment)
    if ending and (ending[2][1:].lower() in FORMATS or ending[2][1:].lower() in FILES):
        return Parts(ending[1], ending[2])
    return Parts(segment, "")


def ending(attached: str, beside: Mapping[str, int], *, of_files: bool) -> str:
    """Return what is attached to a stem as a template has it: as it is, ANY_FORMAT, or "" where it is part of a value.

    `of_files` says that the values there may be names of files; `beside` counts exchanges by what is attached at the
    same place.
    """
    if not attached.startswith("."):
        return attached
    endings = [end for end in beside if end.startswith(".")]
    formats = all(end[1:].lower() in FORMATS for end in endings)
    if len(endings) > 1:
        return ANY_FORMAT if formats or not of_files else ""
    return attached if formats or not of_files or len(beside) == 1 else ""


def is_file(segment: str) -> bool:
    """Tell whether a segment ends as the name of a file does that is no representation of something else."""
    return split(segment).attached[1:].lower() in FILES

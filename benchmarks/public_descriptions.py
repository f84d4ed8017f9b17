"""Folders of public OpenAPI files to the documents in them, and to who provides what they describe."""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import yaml

# Providers of the 76 specifications of the benchmark, those that offer the same APIs, and names that stand for nobody.
_HELD_OUT = """
amazon amazonaws apache apicurio appcenter argoproj azure azureiotcentral azurestack bbc bbci bc bclaws bitbucket
bluemix botify box bungie callfire ccp channel4 circleci core digitalocean docker docusign dynamics evemarketer
evetech facebook figshare flat gitea github goog google googleapis healthcare instagram jenkins kubernetes
microsoft mozilla netlify nytimes office onenote openai oxforddictionaries paypal pokeapi polygon powerapps ptv
reverb runscope sendgrid slack spotify squareup squareupsandbox stackexchange stripe t213 tfl thebluealliance
traccar trello tvmaze twilio twinehealth vic visualstudio weather windows wmata wordnik xero youtube zalando
com contoso example http mycompany swagger test www yourdomain
"""
HELD_OUT = frozenset(_HELD_OUT.split())
# Below these, as below a top-level domain, everybody has a name.
SHARED = frozenset(
    {"appspot.com", "azure-api.net", "azure-apim.net", "azurecontainerapps.io", "azurefd.net", "azurewebsites.net",
     "cloudapp.net", "cloudfunctions.net", "github.io", "herokuapp.com", "mocklab.io", "netlify.app",
     "powerappsportals.com", "rapidapi.com", "run.app", "vercel.app"}
)  # fmt: skip
SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "go", "gov", "ne", "net", "or", "org"})
SUFFIXES = frozenset({".json", ".yaml", ".yml"})
PARAMETER = re.compile(r"\{[^{}]*\}")


class _Loader(yaml.CSafeLoader):
    """Reads YAML, and dates as the text that they are in JSON."""


_Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)


def files_below(folders: Iterable[Path]) -> list[Path]:
    """Return all files below folders that may be descriptions, in order."""
    return sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in SUFFIXES)


def read_document(path: Path) -> dict[str, object] | None:
    """Return what a file holds; {} where it is no description, None where it can't be read."""
    try:
        content = path.read_bytes()  # some begin with a byte order mark
        document = json.loads(content) if path.suffix == ".json" else yaml.load(content, _Loader)
    except (OSError, ValueError, yaml.YAMLError, RecursionError):
        return None
    return document if isinstance(document, dict) and paths_of(document) else {}


def paths_of(document: Mapping[str, object]) -> dict[object, object]:
    """Return the paths of a description and what it says about each; {} where it is none."""
    paths = document.get("paths")
    return paths if isinstance(paths, dict) else {}


def server(document: Mapping[str, object]) -> tuple[str, str]:
    """Return the first host of a description and the path that its paths begin with."""
    if isinstance(host := document.get("host"), str):
        return host, str(document.get("basePath") or "")
    servers = document.get("servers")
    for one in servers if isinstance(servers, list) else ():
        address = _address(str(one.get("url"))) if isinstance(one, dict) else None
        if address and "." in address.netloc:
            return address.netloc, address.path
    return "", ""


def _address(url: str) -> SplitResult | None:
    try:
        return urlsplit(re.sub(r"\{[^{}]*\}\.", "", url))
    except ValueError:
        return None


def provider(host: str) -> str:
    """Return the owner's part of a host's name; "" where there is none."""
    labels = host.partition(":")[0].strip(".").lower().split(".")
    if len(labels) < 2 or "{" in host or labels[-1].isdigit():
        return ""
    if ".".join(labels[-2:]) in SHARED:
        return labels[-3] if len(labels) > 2 else ""
    country = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in SECOND_LEVEL
    return labels[-3] if country else labels[-2]

"""What English words in paths tell: collections, actions, and names that APIs reserve."""

import re
from collections.abc import Sequence

# Names that stand beside ids and are none, or look like ids and are none.
RESERVED = frozenset(
    {"2fa", "3d", "3ds", "a11y", "about", "active", "all", "archive", "available", "b2b", "base64", "batch", "bulk",
     "capabilities", "config", "configuration", "count", "current", "default", "defaults", "detail", "details",
     "docs", "ec2", "export", "favorites", "features", "feed", "filter", "full", "graph", "graphql", "health",
     "healthz", "history", "home", "i18n", "import", "index", "info", "ipv4", "ipv6", "k8s", "l10n", "latest",
     "limits", "list", "livez", "login", "logout", "lookup", "md5", "me", "meta", "metadata", "metrics", "mine",
     "mp3", "mp4", "my", "new", "next", "now", "oauth", "oauth1", "oauth2", "openapi.json", "own", "p2p",
     "permissions", "ping", "popular", "preferences", "preview", "profile", "query", "random", "readyz", "recent",
     "rpc", "s3", "saml2", "schema", "search", "self", "settings", "sha1", "sha256", "stats", "status", "summary",
     "swagger.json", "today", "token", "top", "trending", "upcoming", "usage", "validate", "verify", "version",
     "versions", "web3", "whoami", "x509"}
)  # fmt: skip
_VERBS = frozenset(
    {"abort", "accept", "ack", "acknowledge", "activate", "add", "analyze", "annotate", "append", "apply", "approve",
     "archive", "assign", "attach", "authenticate", "authorize", "bind", "block", "build", "calculate", "callback",
     "cancel", "change", "check", "classify", "clear", "clone", "close", "commit", "compact", "compare", "complete",
     "confirm", "connect", "convert", "copy", "count", "create", "deactivate", "decline", "decode", "decrypt",
     "delete", "deploy", "detach", "detect", "diagnose", "disable", "disconnect", "download", "drain", "edit",
     "enable", "encode", "encrypt", "estimate", "evaluate", "execute", "expand", "expire", "explain", "export",
     "extend", "fetch", "filter", "find", "finish", "flag", "flush", "follow", "generate", "get", "grant", "import",
     "insert", "install", "invalidate", "invite", "invoke", "join", "leave", "like", "link", "list", "lock", "login",
     "logout", "lookup", "mark", "merge", "migrate", "modify", "move", "mute", "nack", "notify", "open", "parse",
     "patch", "pause", "pay", "pin", "ping", "poll", "post", "predict", "preview", "probe", "process", "promote",
     "publish", "pull", "purge", "push", "put", "query", "rank", "reactivate", "read", "rebuild", "receive",
     "recognize", "refresh", "refund", "register", "reject", "release", "reload", "remove", "rename", "render",
     "renew", "reopen", "reorder", "replace", "replay", "reply", "report", "reserve", "reset", "resize", "resolve",
     "restart", "restore", "resume", "retry", "revert", "revoke", "rollback", "rotate", "run", "save", "scale",
     "scan", "schedule", "search", "seek", "select", "send", "set", "share", "sign", "simulate", "skip", "snapshot",
     "split", "star", "start", "stop", "submit", "subscribe", "suspend", "swap", "sync", "tag", "test", "track",
     "transfer", "transform", "translate", "trigger", "unarchive", "unassign", "unbind", "unblock", "undelete",
     "undo", "unfollow", "uninstall", "unlike", "unlink", "unlock", "unmark", "unmute", "unpin", "unpublish",
     "unset", "unstar", "unsubscribe", "untag", "unwatch", "update", "upgrade", "upload", "upsert", "use",
     "validate", "verify", "view", "void", "vote", "wait", "watch", "wipe", "withdraw", "write"}
)  # fmt: skip
_NO_PLURAL = re.compile(
    r"(?:ss|us|is|ous|news|status|address|access|process|progress|https?|dns|sms|aws|css|js)\Z|\A(?:[im]os|macos|chaos|cosmos|kudos)\Z"
)
_IRREGULAR = {
    "aliases": "alias", "analyses": "analysis", "apis": "api", "bonuses": "bonus", "caches": "cache",
    "campuses": "campus", "canvases": "canvas", "children": "child", "cookies": "cookie", "cpus": "cpu",
    "crises": "crisis", "criteria": "criterion", "data": "data", "gpus": "gpu", "heroes": "hero", "ids": "id",
    "indices": "index", "ips": "ip", "matrices": "matrix", "media": "media", "men": "man", "menus": "menu",
    "movies": "movie", "people": "person", "quizzes": "quiz", "series": "series", "species": "species",
    "statuses": "status", "theses": "thesis", "vertices": "vertex", "viruses": "virus", "vms": "vm", "women": "woman",
}  # fmt: skip
_PREFIX = re.compile(
    r"(?:(?:rest-?)?apis?(?:[-_.]?v?\d+(?:\.\d+)*)?|rest|rpc|admin|internal|public|private|services?|v\d+(?:\.\d+)*\w*|\d+(?:\.\d+)*)\Z",
    re.IGNORECASE,
)
_ES = re.compile(r"(?:ss|x|z|ch|sh)es\Z")
_PARTS = re.compile(r"[A-Za-z][a-z]*|[A-Z]+")
_WORDS = re.compile(r"(?:[A-Z]+(?![a-z])|[A-Z]?[a-z]+)(?:\d+[a-z]*(?![a-z]))*", re.ASCII)


def is_prefix(segment: str) -> bool:
    """Tell whether a segment says only that an API, or a version of it, begins: `api`, `v1`, `admin`."""
    return bool(_PREFIX.match(segment))


def last_word(segment: str) -> str:
    """Return the last word of a segment in lower case: `line-items` and `lineItems` give `items`."""
    parts: list[str] = _PARTS.findall(segment.partition(".")[0])
    return parts[-1].lower() if parts else ""


def is_plural(segment: str) -> bool:
    """Tell whether a segment names a collection; none that begins with a number does, such as `200methods`."""
    word = last_word(segment)
    return (
        len(word) > 3
        and not segment[0].isdigit()
        and (word in ("people", "children", "media", "data") or (word.endswith("s") and not _NO_PLURAL.search(word)))
    )


def is_verb(segment: str) -> bool:
    """Tell whether a segment begins with an action: `cancel`, `mark-as-read`, `batchDelete`."""
    parts = [part.lower() for part in _PARTS.findall(segment)]
    return bool(parts) and (parts[0] in _VERBS or (len(parts) > 1 and parts[-1] in _VERBS))


def words_of(segment: str) -> list[str]:
    """Return the words of a segment in lower case: `DNSZones` and `dns-zones.json` give `dns` and `zones`."""
    found: list[str] = _WORDS.findall(segment.partition(".")[0].partition("(")[0])
    return [word.lower() for word in found]


def singular(words: Sequence[str]) -> str:
    """Return a collection's name for one of its members, in camel case: `line`, `items` give `lineItem`."""
    parts = [*words[:-1], *map(_singular_word, words[-1:])]
    return "".join([*parts[:1], *(part.capitalize() for part in parts[1:])])


def _singular_word(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if not is_plural(word):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if _ES.search(word) else word[:-1]

"""What English words in paths tell: collections, actions, and names that APIs reserve."""

import re

# Names that stand beside ids and are none.
RESERVED = frozenset(
    {"about", "active", "all", "archive", "available", "batch", "bulk", "capabilities", "config", "configuration",
     "count", "current", "default", "defaults", "detail", "details", "docs", "export", "favorites", "features",
     "feed", "filter", "full", "graph", "graphql", "health", "healthz", "history", "home", "import", "index",
     "info", "latest", "limits", "list", "livez", "login", "logout", "lookup", "me", "meta", "metadata",
     "metrics", "mine", "my", "new", "next", "now", "oauth", "oauth2", "openapi.json", "own", "permissions",
     "ping", "popular", "preferences", "preview", "profile", "query", "random", "readyz", "recent", "rpc",
     "schema", "search", "self", "settings", "stats", "status", "summary", "swagger.json", "today", "token",
     "top", "trending", "upcoming", "usage", "validate", "verify", "version", "versions", "whoami"}
)  # fmt: skip
_VERBS = frozenset(
    {"accept", "activate", "add", "analyze", "apply", "approve", "archive", "assign", "attach", "authenticate",
     "authorize", "block", "calculate", "callback", "cancel", "change", "check", "clear", "clone", "close",
     "commit", "compact", "compare", "complete", "confirm", "convert", "copy", "create", "deactivate", "decline",
     "delete", "deploy", "detach", "disable", "download", "edit", "enable", "estimate", "execute", "export",
     "extend", "fetch", "find", "finish", "flush", "follow", "generate", "get", "import", "install", "invite",
     "invoke", "join", "leave", "like", "lock", "login", "logout", "merge", "move", "notify", "open", "pause",
     "pay", "ping", "preview", "process", "publish", "pull", "purge", "push", "put", "read", "rebuild", "receive",
     "refresh", "refund", "register", "reject", "release", "reload", "remove", "rename", "render", "renew",
     "reopen", "reorder", "replace", "reply", "report", "reset", "resize", "resolve", "restart", "restore",
     "resume", "retry", "revert", "revoke", "rotate", "run", "save", "schedule", "search", "send", "set", "share",
     "sign", "snapshot", "start", "stop", "submit", "subscribe", "suspend", "swap", "sync", "test", "transfer",
     "trigger", "unblock", "undo", "unfollow", "uninstall", "unlock", "unpublish", "unsubscribe", "update",
     "upgrade", "upload", "validate", "verify", "view", "void", "vote", "write"}
)  # fmt: skip
_NO_PLURAL = re.compile(r"(?:ss|us|is|ous|news|status|address|access|process|progress|https?|dns|sms|aws|css|js|os)\Z")
_IRREGULAR = {"people": "person", "children": "child", "indices": "index", "statuses": "status", "media": "media"}
_PREFIX = re.compile(
    r"(?:api|apis|rest|rpc|admin|internal|public|private|services?|v\d+(?:\.\d+)*\w*|\d+(?:\.\d+)*)\Z", re.IGNORECASE
)
_ES = re.compile(r"(?:ss|x|z|ch|sh)es\Z")
_PARTS = re.compile(r"[A-Za-z][a-z]*|[A-Z]+")


def is_prefix(segment: str) -> bool:
    """Tell whether a segment says only that an API, or a version of it, begins: `api`, `v1`, `admin`."""
    return bool(_PREFIX.match(segment))


def last_word(segment: str) -> str:
    """Return the last word of a segment in lower case: `line-items` and `lineItems` give `items`."""
    parts: list[str] = _PARTS.findall(segment.partition(".")[0])
    return parts[-1].lower() if parts else ""


def is_plural(segment: str) -> bool:
    """Tell whether a segment names a collection."""
    word = last_word(segment)
    return len(word) > 3 and (
        word in ("people", "children", "media", "data") or (word.endswith("s") and not _NO_PLURAL.search(word))
    )


def is_verb(segment: str) -> bool:
    """Tell whether a segment begins with an action: `cancel`, `mark-as-read`, `batchDelete`."""
    parts = [part.lower() for part in _PARTS.findall(segment)]
    return bool(parts) and (parts[0] in _VERBS or (len(parts) > 1 and parts[-1] in _VERBS))


def singular(segment: str) -> str:
    """Return a collection's name for one of its members, in camel case: `line-items` gives `lineItem`."""
    parts: list[str] = [part.lower() for part in _PARTS.findall(segment.partition(".")[0].partition("(")[0])]
    if not parts:
        return ""
    parts[-1] = _singular_word(parts[-1])
    return parts[0] + "".join(part.capitalize() for part in parts[1:])


def _singular_word(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if not is_plural(word):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if _ES.search(word) else word[:-1]

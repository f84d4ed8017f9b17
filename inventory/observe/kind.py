"""Exchanges to kinds: API calls, and what browsers and proxies do beside them."""

API = "api"
PAGE = "page"
ASSET = "asset"
PREFLIGHT = "preflight"
TUNNEL = "tunnel"
AMBIGUOUS = "ambiguous"  # where the message ends is unclear, so this may be a smuggled request

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_ASSETS = frozenset(
    {
        "application/ecmascript",
        "application/font-woff",
        "application/javascript",
        "application/manifest+json",
        "application/vnd.ms-fontobject",
        "application/wasm",
        "application/x-font-ttf",
        "application/x-javascript",
        "application/x-shockwave-flash",
        "text/css",
        "text/ecmascript",
        "text/javascript",
    }
)
_ASSET_FAMILIES = ("image/", "font/", "audio/", "video/")
_ASSET_ENDINGS = frozenset(
    {
        "avif",
        "bmp",
        "css",
        "cur",
        "eot",
        "gif",
        "ico",
        "jpeg",
        "jpg",
        "js",
        "jsx",
        "less",
        "map",
        "mjs",
        "mp3",
        "mp4",
        "ogg",
        "otf",
        "png",
        "scss",
        "svg",
        "swf",
        "ttf",
        "wasm",
        "wav",
        "webm",
        "webmanifest",
        "webp",
        "woff",
        "woff2",
    }
)
_ASSET_NAMES = frozenset(
    {
        "ads.txt",
        "apple-app-site-association",
        "asset-manifest.json",
        "assetlinks.json",
        "browserconfig.xml",
        "crossdomain.xml",
        "humans.txt",
        "manifest.json",
        "ngsw.json",
        "robots.txt",
        "security.txt",
        "service-worker.js",
        "sitemap.xml",
    }
)
_API_TYPES = ("json", "xml", "protobuf", "grpc", "msgpack", "cbor", "event-stream", "csv", "yaml")


def kind(method: str, last: str, media_type: str, *, preflight: bool = False) -> str:
    """Tell what an exchange is, by its method, the last segment of its path and the response's media type.

    Both are "" where there is none.
    """
    if method == "CONNECT":
        return TUNNEL
    if preflight or (method == "OPTIONS" and not is_api_type(media_type)):
        return PREFLIGHT
    if media_type in _PAGES:
        return PAGE
    last = last.lower()
    if media_type in _ASSETS or media_type.startswith(_ASSET_FAMILIES) or last in _ASSET_NAMES:
        return ASSET
    return ASSET if "." in last and last.rpartition(".")[2] in _ASSET_ENDINGS else API


def is_api_type(media_type: str) -> bool:
    """Tell whether a media type is one that programs exchange data in."""
    return any(part in media_type for part in _API_TYPES) and media_type not in _PAGES and media_type not in _ASSETS


def media_type(field: str) -> str:
    """Return the media type of a Content-Type field without parameters, in lower case; "" where it is none."""
    value = field.partition(",")[0].partition(";")[0].strip().lower()
    family, slash, name = value.partition("/")
    usable = slash and len(value) <= 127 and _is_token(family) and _is_token(name)
    return value if usable else ""


def _is_token(text: str) -> bool:
    return bool(text) and text.isascii() and all(sign.isalnum() or sign in "!#$&^_.+-" for sign in text)

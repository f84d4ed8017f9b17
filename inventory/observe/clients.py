"""User-Agent fields and addresses to what may be told of who asks: a product without its version, a network."""

import re
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from inventory.model.caching import remember
from inventory.observe.redaction import redact_name

NO_PRODUCT = "{none}"  # there is no User-Agent
OTHER_PRODUCT = "{other}"  # there is one that does not begin like a product
VALUE_LIMIT = 1_024  # characters of a field that are looked at
NETWORK_BITS = {4: 24, 6: 48}  # of an address, by the version of IP, that may be told

_PRODUCT = re.compile(r"([A-Za-z0-9._-]{1,40})(?=[/\s]|\Z)")  # a token (RFC 9110 section 5.6.2) without rare signs
_COMMENT = re.compile(r"\([^()]*\)")
_BROWSERS = (  # the first of these products that stands behind "Mozilla": each calls itself all that follow, too
    ("Edge", re.compile(r"(?:Edge|Edg|EdgA|EdgiOS)/")),
    ("Firefox", re.compile(r"(?:Firefox|FxiOS)/")),
    ("Chrome", re.compile(r"(?:Chrome|HeadlessChrome|Chromium|CriOS)/")),
    ("Safari", re.compile(r"Safari/")),
)


@remember(4_096)
def product(field: str) -> str:
    """Return the product that a User-Agent field names first (RFC 9110 section 10.1.5), of browsers which one it is."""
    text = field[:VALUE_LIMIT].strip()
    if not text:
        return NO_PRODUCT
    found = _PRODUCT.match(text)
    if found is None or redact_name(found[1]) != found[1]:
        return OTHER_PRODUCT
    return _browser(text) if found[1] == "Mozilla" else found[1]


def _browser(field: str) -> str:
    products = _COMMENT.sub(" ", field).split()
    return next((name for name, sign in _BROWSERS if any(map(sign.match, products))), "Mozilla")


def network(address: str) -> str:
    """Return the network of an address and its port, as "192.0.2.0/24" or "2001:db8::/48"; "" for no address."""
    return _network(address.rpartition(":")[0])


@lru_cache(4_096)
def _network(host: str) -> str:
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return str(ip_network((address, NETWORK_BITS[address.version]), strict=False))

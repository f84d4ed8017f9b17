"""Status codes to what they say about a request: whether it was taken, and who may have answered it."""

# Answers that say that an operation is not there: whoever got only these has not used it.
NOT_THERE = frozenset({0, 404, 405, 501})
# What gateways, proxies and load balancers answer by themselves, or say of what is behind them.
GATEWAY = frozenset(
    {407, 408, 413, 414, 421, 425, 429, 431, 494, 495, 496, 497, 499, *range(502, 505), *range(520, 531)}
)
# Redirects that any router, proxy or login makes before it looks at a request; 303 answers one that was worked on.
_ELSEWHERE = frozenset({300, 301, 302, 305, 307, 308})
ACCEPTED = frozenset(range(100, 400)) - _ELSEWHERE


def is_accepted(status: int) -> bool:
    """Tell whether the server took a request as it was: it neither refused it, nor failed, nor sent it elsewhere."""
    return status in ACCEPTED


def is_success(status: int) -> bool:
    """Tell whether a request did what it asked for."""
    return 200 <= status < 300

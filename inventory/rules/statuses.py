"""Status codes to what they say about the request and about who answered it."""

from inventory.model.operations import Operation, Response
from inventory.rules.rule import NOT_THERE

# What gateways, proxies and load balancers answer by themselves, or say of what is behind them.
GATEWAY = frozenset(
    {407, 408, 413, 414, 421, 425, 429, 431, 494, 495, 496, 497, 499, *range(502, 505), *range(520, 531)}
)
# Redirects that any router, proxy or login makes before it looks at a request; 303 answers one that was worked on.
_ELSEWHERE = frozenset({300, 301, 302, 305, 307, 308})


def is_accepted(status: int) -> bool:
    """Tell whether the server took a request as it was: not refused, sent elsewhere or left to a gateway."""
    return status not in NOT_THERE | GATEWAY | _ELSEWHERE and not 400 <= status < 500


def is_success(status: int) -> bool:
    """Tell whether a request did what it asked for."""
    return 200 <= status < 300


def declared_response(operation: Operation, status: int) -> Response | None:
    """Return the response that is declared for a status: for it alone, for its range, or for all others."""
    by_status = {response.status: response for response in operation.responses}
    keys = (str(status), f"{status // 100}XX", "default")
    return next((by_status[key] for key in keys if key in by_status), None)

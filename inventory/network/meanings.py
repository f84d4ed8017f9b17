"""The kinds of anomaly that reassembly knows, and what each one means."""

_MEANINGS = {
    "conflicting-overlap": "the same bytes of a stream were sent twice with different content: the first copy counts",
    "conflicting-fragments": "the same part of an IP packet came twice with different content: the first one counts",
    "connection-given-up": "too many connections at once: the one that was silent longest was given up",
    "lost-segment": "bytes that were exchanged but not captured",
    "malformed-packet": "header that contradicts itself or is cut: packet left",
    "nested-too-deep": "too many tunnels inside of each other: packet left",
    "out-of-window": "segment far away from its stream: left",
    "protected-frame": "frame of Wi-Fi that is encrypted (WEP, TKIP, CCMP or GCMP) and was not read",
    "truncated-packet": "packet that the capture's snap length cut",
    "unfinished-fragments": "IP packet of which not all fragments came",
    "unsupported-link-type": "packets of link type {} can't be read",
}
# Bytes that were understood and tell of nothing new.
OVERHEADS = frozenset({"other-protocols", "packet-headers", "repeated"})
MISSING = frozenset({"lost-segment", "truncated-packet"})  # their sizes are of bytes that are not there
_LINK_TYPE = "unsupported-link-type-"


def meaning(kind: str) -> str:
    """Explain a kind of anomaly; a link type stands at the end of its kind."""
    if kind.startswith(_LINK_TYPE):
        return _MEANINGS["unsupported-link-type"].format(kind.removeprefix(_LINK_TYPE))
    return _MEANINGS[kind]


def fate(kind: str) -> str:
    """Return what became of the captured bytes that an anomaly of this kind counts; "" where it counts none."""
    if kind == "protected-frame":
        return "encrypted"
    counts = kind.startswith(_LINK_TYPE) or (kind in _MEANINGS and kind not in MISSING)
    return "undecodable" if counts else ""

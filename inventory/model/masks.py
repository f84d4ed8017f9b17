"""Texts that whoever recorded traffic put in place of values: "[Filtered]", "***"."""

import re

MASK = r"[\[<{(]{1,2}(?i:filtered|redacted|masked|removed|scrubbed|sanitized|hidden)[\]>})]{1,2}|\*{3,}"

_whole = re.compile(MASK).fullmatch


def is_mask(value: object) -> bool:
    """Tell whether a value stands for another one, of any type."""
    return isinstance(value, str) and _whole(value) is not None

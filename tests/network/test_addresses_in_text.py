"""Addresses read as RFC 5952 writes them."""

import ipaddress

from hypothesis import given
from hypothesis import strategies as st

from inventory.network.ends import Address


@given(st.integers(0, 2**128 - 1) | st.lists(st.sampled_from([0, 1, 0xFFFF]), min_size=8, max_size=8))
def test_ipv6_like_the_standard_library(number: int | list[int]) -> None:
    if isinstance(number, list):
        number = sum(word << 16 * index for index, word in enumerate(number))
    address = ipaddress.IPv6Address(number)
    if address.ipv4_mapped is None:
        assert str(Address(number >> 64, number & 2**64 - 1, 443)) == f"[{address.compressed}]:443"
    else:
        assert str(Address(number >> 64, number & 2**64 - 1, 443)) == f"{address.ipv4_mapped}:443"

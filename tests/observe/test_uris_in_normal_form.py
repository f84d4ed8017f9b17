"""URIs in the normal form of RFC 3986 section 6, by the stated rule for empty segments."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.observe import uri


@pytest.mark.parametrize(
    ("path", "normal"),
    [
        ("/", []),
        ("/a//b/", ["a", "b"]),
        ("/a/./b/../c", ["a", "c"]),
        ("/a/%2e%2E/b", ["b"]),
        ("/../../a", ["a"]),
        ("/%7euser/%41", ["~user", "A"]),
        ("/a%2fb/%c3%a9", ["a%2Fb", "%C3%A9"]),
        ("/caf\xe9", ["caf%E9"]),
        ("/100%", ["100%25"]),
        ("/%zz", ["%25zz"]),
        ("/{id}", ["%7Bid%7D"]),
        ("/a b\x00", ["a%20b%00"]),
        ("/Case/KEPT", ["Case", "KEPT"]),
    ],
)
def test_paths(path: str, normal: list[str]) -> None:
    assert uri.normal_segments(path) == normal


@pytest.mark.parametrize(
    ("authority", "scheme", "normal"),
    [
        ("API.Example.COM", "http", "api.example.com"),
        ("api.example.com:80", "http", "api.example.com"),
        ("api.example.com:443", "https", "api.example.com"),
        ("api.example.com:443", "http", "api.example.com:443"),
        ("api.example.com:08080", "http", "api.example.com:8080"),
        ("user:secret@api.example.com", "http", "api.example.com"),
        ("api.example.com.", "http", "api.example.com"),
        ("[2001:DB8::1]:8080", "http", "[2001:db8::1]:8080"),
        ("10.0.0.1:99999", "http", ""),
        ("host:abc", "http", ""),
        ("[/", "http", ""),
        ("a b", "http", ""),
        ("x\r\ny", "http", ""),
        ("", "http", ""),
        ("a" * 300, "http", ""),
    ],
)
def test_authorities(authority: str, scheme: str, normal: str) -> None:
    assert uri.normal_authority(authority, scheme) == normal


@pytest.mark.parametrize(
    ("method", "target", "authority", "path", "query"),
    [
        ("GET", "/a?b=c#d", "host", "/a", "b=c"),
        ("GET", "http://other/a", "other", "/a", ""),
        ("GET", "HTTPS://other?x=1", "other", "", "x=1"),
        ("OPTIONS", "*", "host", "*", ""),
        ("CONNECT", "other:443", "other:443", "", ""),
        ("GET", "/a?u=http://x/y", "host", "/a", "u=http://x/y"),
    ],
)
def test_targets(method: str, target: str, authority: str, path: str, query: str) -> None:
    found = uri.split_target(method, target, "http", "host")
    assert (found.authority, found.path, found.query) == (authority, path, query)


@pytest.mark.parametrize(
    ("query", "names"),
    [("a=1&b=2&a=3", ["a", "b"]), ("a%5Bx%5D=1", ["a[x]"]), ("flag&=v", ["flag", ""]), ("a+b=1", ["a b"]), ("&&", [])],
)
def test_query_names_without_values(query: str, names: list[str]) -> None:
    assert uri.query_names(query) == names


@given(st.text())
def test_normal_form_is_reached_once(text: str) -> None:
    segments = uri.normal_segments(text)
    assert uri.normal_segments("/" + "/".join(segments)) == segments
    assert all(segment.isascii() and segment not in ("", ".", "..") and "{" not in segment for segment in segments)


def test_limits() -> None:
    assert len("/".join(uri.normal_segments("/a" * 100_000))) <= uri.PATH_LIMIT
    assert len(uri.query_names("&".join(f"n{number}=1" for number in range(1_000)))) == uri.QUERY_NAME_LIMIT

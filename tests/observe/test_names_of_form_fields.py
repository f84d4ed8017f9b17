"""Names of fields are read from forms as browsers and programs send them, and never a value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory import observe
from inventory.model.exchanges import Exchange, Fields, Place
from inventory.observe.forms import FIELD_LIMIT, field_names

PARTS = (
    b'--b\r\nContent-Disposition: form-data; name="user"\r\n\r\nvalue-one\r\n'
    b'--b\r\nContent-Disposition: form-data; name="photo"; filename="secret.jpg"\r\n'
    b"Content-Type: image/jpeg\r\n\r\n\xff\xd8\r\n--b--\r\n"
)


@pytest.mark.parametrize(
    ("content_type", "content", "names"),
    [
        ("application/x-www-form-urlencoded", b"a=1&b%20c=2&a=3&&d", ["a", "b c", "d"]),
        ("Application/X-WWW-Form-URLEncoded; charset=iso-8859-1", b"caf%e9=1", ["caf\u00e9"]),
        ("application/x-www-form-urlencoded", b"caf%c3%a9=1\r\n", ["caf\u00e9"]),
        ("multipart/form-data; boundary=b", PARTS, ["user", "photo"]),
        ('multipart/form-data; boundary="b"', PARTS[:60], ["user"]),
        ("multipart/form-data", PARTS, []),
        ("multipart/form-data; boundary=other", PARTS, []),
        ("application/json", b"a=1", []),
        ("application/x-www-form-urlencoded; charset=no-such", b"a=1", ["a"]),
    ],
)
def test_names(content_type: str, content: bytes, names: list[str]) -> None:
    assert field_names(content_type, content) == names


def test_no_more_names_than_the_limit() -> None:
    assert (
        len(field_names("application/x-www-form-urlencoded", b"&".join(b"f%d=1" % n for n in range(9_999))))
        == FIELD_LIMIT
    )
    parts = b"".join(b'--b\r\nContent-Disposition: form-data; name="f%d"\r\n\r\n\r\n' % n for n in range(500))
    assert len(field_names("multipart/form-data; boundary=b", parts)) == FIELD_LIMIT


@given(st.text(max_size=60), st.binary(max_size=200))
def test_anything_gives_names_or_none(content_type: str, content: bytes) -> None:
    for kind in (content_type, "multipart/form-data; boundary=b", "application/x-www-form-urlencoded"):
        assert all(isinstance(name, str) for name in field_names(kind, content))


def test_nothing_is_printed_of_strange_forms(capfd: pytest.CaptureFixture[str]) -> None:
    field_names("multipart/form-data; boundary=b", b"\x1b[31m--nothing")
    assert capfd.readouterr() == ("", "")


def seen(**more: object) -> dict[str, list[str]]:
    exchange = Exchange("POST", "http", "a.test", "/x", "1.1", 200, Place(1), **more)  # type: ignore[arg-type]
    names: dict[str, list[str]] = {}
    for role, name in observe.observe(exchange).names:
        names.setdefault(role, []).append(name)
    return names


def test_fields_of_a_form_are_names_of_an_endpoint() -> None:
    fields = Fields((("content-type", "application/x-www-form-urlencoded"),))
    assert seen(request_fields=fields, request_content=b"user=anna&4f9d3a1c2b7e8f60=1")["form"] == ["user", "{hex}"]


@pytest.mark.parametrize(
    ("status", "shown"), [("0", ["0"]), ("16", ["16"]), ("17", None), ("\x1b[31m", None), ("", None)]
)
def test_status_of_a_grpc_call(status: str, shown: list[str] | None) -> None:
    found = seen(protocol="grpc", response_trailers=Fields((("grpc-status", status),)))
    assert found["protocol"] == ["grpc"]
    assert found.get("grpc-status") == shown
    assert seen(protocol="grpc", response_fields=Fields((("grpc-status", status),))).get("grpc-status") == shown

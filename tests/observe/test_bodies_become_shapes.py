"""Bodies and parameters to shapes: what they look like, in any order, and no value."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.model.contents import is_read
from inventory.model.observations import Values
from inventory.model.shape_sums import merge_shapes, settled_shapes
from inventory.model.shapes import Kind, Shape
from inventory.observe import Shaper
from inventory.observe.folds import redact_member, rounded

JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def shaped(*several: Values, status: int = 200, limit: int = 100_000) -> tuple[Shape, ...]:
    shaper = Shaper(limit)
    path = shaper.begin("api.example", "GET", "a")
    for one in several:
        path.add(status, one)
    shaper.settle()
    return path.shapes()


def of_bodies(*bodies: object, media_type: str = JSON) -> Shape:
    sent = [body if isinstance(body, bytes) else json.dumps(body).encode() for body in bodies]
    (shape,) = shaped(Values(response_type=media_type, responses=sent))
    return shape


def kinds_at(shape: Shape, pointer: str) -> dict[str, Kind]:
    return {kind.name: kind for part in shape.parts if part.pointer == pointer for kind in part.kinds}


def test_what_stands_in_bodies() -> None:
    shape = of_bodies(
        {"id": 7, "tags": ["a", "bcd"], "price": 1.5, "gone": None, "ok": True},
        {"id": 70_300, "tags": [], "price": 12.0, "ok": False},
    )
    told = {
        part.pointer: [(kind.name, kind.count, kind.least, kind.greatest) for kind in part.kinds]
        for part in shape.parts
    }
    assert shape.key == (200, "response", JSON)
    assert told == {
        "": [("object", 2, 4, 5)],
        "/gone": [("null", 1, None, None)],
        "/id": [("integer", 2, 7, 70_000)],
        "/ok": [("boolean", 2, None, None)],
        "/price": [("integer", 1, 12, 12), ("number", 1, 1, 1)],
        "/tags": [("array", 2, 0, 2)],
        "/tags/*": [("string", 2, 1, 3)],
    }


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2024-02-29", "date"), ("2024-13-01", ""), ("2024-02-29T10:00:00Z", "date-time"),
        ("2024-02-29T10:00:00", ""), ("10:00:00", "time"), ("25:00:00", ""), ("a@b.example", "email"), ("a@b", ""),
        ("5b0b2cd2-4d0c-4c8d-9c5a-0f1a2b3c4d5e", "uuid"), ("https://x.example/a?b", "uri"), ("urn:isbn:1", "uri"),
        ("a: b", ""), ("192.0.2.1", "ipv4"), ("192.0.2.256", ""), ("2001:db8::1", "ipv6"), ("::", "ipv6"),
        ("1:2:3", ""), ("12", "integer"), ("-1.5", "number"), ("true", "boolean"), ("1,2", "integers"),
        ("1.5,2", "numbers"), ("word", ""), ("", ""), ("a" * 5_000, ""), ("1" * 5_000, ""), ("x.example", ""),
        ("012", "integer"), ("[Redacted]", "masked"), ("***", "masked"), ("+6.5e-7", "number"), (".", ""),
    ],
)  # fmt: skip
def test_formats(text: str, name: str) -> None:
    assert kinds_at(of_bodies([text]), "/*")["string"].formats == ((name, 1),)


@pytest.mark.parametrize(
    ("value", "kept"),
    [(0, 0), (999, 999), (-999, -999), (1_000, 1_000), (1_999, 1_000), (-98_765, -90_000), (10**400, 9 * 10**18)],
)
def test_numbers_are_rounded_towards_zero(value: int, kept: int) -> None:
    assert rounded(value) == kept


@pytest.mark.parametrize(
    "body",
    [b"{", b"[NaN]", b"{} {}", b"\xff", b"<a/>", b'{"a": 1,}', b'{"a": 1}\n<a/>', b"{}\n[", b"\xef\xbb\xbf{"],
)
def test_what_is_no_json_is_counted_apart(body: bytes) -> None:
    shape = of_bodies(body, {"a": 1})
    assert (shape.count, shape.malformed, shape.unreadable, len(shape.parts)) == (1, 1, 0, 2)


@pytest.mark.parametrize(
    "body",
    [b"\xef\xbb\xbf{}", b'"\\ud800"', b"1e999", b"[" * 200 + b"]" * 200, b"[" * 100_000 + b"]" * 100_000,
     b"1" * 6_000, b" \r\n", b'{"a": 1}\n{"a": 2}\r\n\n', b'"\xe9"', '{"a": 1}'.encode("utf-16")],
)  # fmt: skip
def test_what_may_be_json_for_others_is_only_unreadable(body: bytes) -> None:
    shape = of_bodies(body, {"a": 1})
    assert (shape.count, shape.malformed, shape.unreadable, len(shape.parts)) == (1, 0, 1, 2)


def test_content_that_was_cut_is_counted_apart() -> None:
    (shape,) = shaped(Values(response_type=JSON, responses=[b"{}"], responses_cut=3))
    assert (shape.count, shape.unreadable) == (1, 3)


@pytest.mark.parametrize(
    "media_type", ["application/xml", "application/x-ndjson", "text/event-stream", "text/html", ""]
)
def test_other_media_types_have_no_shape(media_type: str) -> None:
    assert not is_read(media_type, request=False)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("httpStrictTransportSecurityMaxAge", "httpStrictTransportSecurityMaxAge"),
        ("isHTTPSOnlyURLRedirectEnabled", "isHTTPSOnlyURLRedirectEnabled"), ("sk_KCYbWklPCvedqfRmxARYNniIw", "{token}"),
        ("customerId", "customerId"), ("line_items", "line_items"), ("@odata.type", "@odata.type"),
        ("filter[state]", "filter[state]"), ("5b0b2cd2-4d0c-4c8d-9c5a-0f1a2b3c4d5e", "{uuid}"),
        ("4111111111111111", "{integer}"),
        ("jane@example.com", "{email}"), ("Jane Doe", "{string}"), ("*", "{string}"), ("{x}", "{string}"),
        ("k" * 65, "{string}"), ("sk_live_4eC39HqLyjWDarjtT1zdp7dc", "{token}"), ("\x1b[2J", "{string}"),
    ],
)  # fmt: skip
def test_names_of_members(name: str, kept: str) -> None:
    assert redact_member(name) == kept


def test_members_with_slash_and_tilde() -> None:
    assert [part.pointer for part in of_bodies({"a/b": 1, "c~d": 2}).parts] == ["", "/a~1b", "/c~0d"]


def test_maps_fold() -> None:
    words = ["".join(chr(97 + digit) for digit in divmod(number, 20)) for number in range(150)]
    assert [part.pointer for part in of_bodies(dict.fromkeys(words, 1)).parts] == ["", "/{string}"]
    alike = {name: {"rate": 1.5} for name in ("usd", "eur", "gbp", "chf", "jpy", "sek", "nok", "dkk")}
    assert [part.pointer for part in of_bodies(alike).parts] == ["", "/{string}", "/{string}/rate"]
    assert len(of_bodies({**alike, "base": "usd"}).parts) == 18


STATES = ["open", "in_progress", "shut"]


def test_words_of_small_sets_that_are_repeated() -> None:
    bodies = [{"state": STATES[number % 3], "name": "anna", "note": "soon", "key": "abc"} for number in range(40)]
    (shape,) = settled_shapes([of_bodies(*bodies)])
    assert kinds_at(shape, "/state")["string"].words == ("in_progress", "open", "shut")
    for place in ("/name", "/note", "/key"):
        assert kinds_at(shape, place)["string"].words is None


@pytest.mark.parametrize("odd", ["Jane Doe", "a1b2c3d4e5f6", "jane@example.com", "x" * 40, "", "4111111111111111", "ä"])
def test_one_value_that_is_no_word_ends_it(odd: str) -> None:
    (shape,) = settled_shapes([of_bodies(*[{"state": "open"}] * 40, *[{"state": odd}] * 40)])
    assert kinds_at(shape, "/state")["string"].words is None


@pytest.mark.parametrize(
    "place", ["userName", "first_name", "e-mail", "city", "accessToken", "api_key", "title", "comment", "phone", "iban"]
)
def test_places_whose_words_are_somebodys(place: str) -> None:
    (shape,) = settled_shapes([of_bodies(*[{place: "word"}] * 40)])
    assert kinds_at(shape, f"/{place}")["string"].words is None


def test_numbers_that_are_secret_have_no_range() -> None:
    shape = of_bodies({"pin": 123, "cvv": 4.5, "page": 123, "card": {"number": 9, "month": 12}, "max_tokens": 99})
    assert kinds_at(shape, "/pin")["integer"] == Kind("integer", 1)
    assert kinds_at(shape, "/cvv")["number"] == Kind("number", 1)
    assert kinds_at(shape, "/card/number")["integer"] == Kind("integer", 1)
    assert [kinds_at(shape, at)["integer"].least for at in ("/page", "/card/month", "/max_tokens")] == [123, 12, 99]


def test_parameters_read_as_what_their_text_says() -> None:
    queries = ["limit=10&tag=a&tag=b", "limit=2500&open=true&ids=1,2", "limit=007&q=a%20b+c", "x%5By%5D=-1.5"]
    (shape,) = shaped(Values(queries=queries))
    assert shape.key == (200, "query", "")
    assert kinds_at(shape, "/limit")["integer"] == Kind("integer", 2, 10, 2_000)
    assert kinds_at(shape, "/limit")["string"].count == 1
    assert kinds_at(shape, "/tag")["array"].count == 1
    assert kinds_at(shape, "/tag/*")["string"].count == 2
    assert kinds_at(shape, "/ids")["string"].formats == (("integers", 1),)
    assert (kinds_at(shape, "/q")["string"].greatest, kinds_at(shape, "/open")["boolean"].count) == (5, 1)
    assert kinds_at(shape, "/x[y]")["number"].count == 1


def test_forms() -> None:
    (shape,) = shaped(Values(FORM, requests=[b"amount=12&note=a+b", b"amount=x"]))
    assert shape.key == (200, "request", FORM)
    assert sorted(kinds_at(shape, "/amount")) == ["integer", "string"]
    assert kinds_at(shape, "/note")["string"].least == 3


def test_multipart_forms_count_files_alone() -> None:
    parts = (
        b'--b\r\nContent-Disposition: form-data; name="n"\r\n\r\n12\r\n'
        b'--b\r\nContent-Disposition: form-data; name="f"; filename="cv.pdf"\r\n\r\nJane Doe\r\n--b'
    )
    (shape,) = shaped(Values("multipart/form-data; boundary=b", requests=[parts + b"--\r\n", parts]))
    assert (shape.count, shape.unreadable) == (1, 1)
    assert kinds_at(shape, "/n") == {"integer": Kind("integer", 1, 12, 12)}
    assert kinds_at(shape, "/f") == {"string": Kind("string", 1, formats=(("binary", 1),))}


SCALARS = (
    st.none() | st.booleans() | st.integers(-2_000, 2_000) | st.floats(-5, 5) | st.sampled_from([*STATES, "1", "é"])
)
BODIES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["id", "a", "state", "12"]), inner, max_size=4)
    ),
    max_leaves=12,
).map(lambda body: json.dumps(body).encode())


@given(st.lists(BODIES | st.just(b"{"), max_size=12), st.randoms(use_true_random=False), st.integers(0, 12))
def test_any_order_and_any_number_of_gatherers(bodies: list[bytes], chance: random.Random, middle: int) -> None:
    whole = shaped(Values(response_type=JSON, responses=bodies)) if bodies else ()
    mixed = chance.sample(bodies, len(bodies))
    one_by_one = shaped(*[Values(response_type=JSON, responses=[body]) for body in mixed])
    parts = [shaped(Values(response_type=JSON, responses=some)) for some in (mixed[:middle], mixed[middle:]) if some]
    assert one_by_one == whole
    assert merge_shapes(shape for part in parts for shape in part) == whole


def test_flood_of_names_is_bounded() -> None:
    flood = [{f"m{letters(number)}{letters(other)}": other for other in range(100)} for number in range(300)]
    whole, backwards = of_bodies(*flood), of_bodies(*flood[::-1])
    assert whole == backwards
    assert len(whole.parts) == 400
    assert whole.cut + sum(part.count for part in whole.parts) == 300 + 300 * 100


def letters(number: int) -> str:
    return chr(97 + number // 26 % 26) + chr(97 + number % 26)


def test_too_many_places_of_a_capture_leave_the_same_paths_whatever_the_order() -> None:
    def kept(order: list[int]) -> dict[int, tuple[Shape, ...]]:
        shaper = Shaper(500)
        paths = {}
        for number in order:
            paths[number] = shaper.begin("api.example", "GET", f"p{number}")
            body = json.dumps({f"a{letters(place)}": 1 for place in range(number % 60)}).encode()
            paths[number].add(200, Values(response_type=JSON, responses=[body]))
            if number % 7 == 0:
                shaper.settle()
        shaper.settle()
        assert shaper.strained
        return {number: path.shapes() for number, path in paths.items() if path.shapes()}

    found = kept(list(range(100)))
    assert found == kept(list(range(99, -1, -1)))
    assert 300 < sum(len(shape.parts) + 1 for own in found.values() for shape in own) <= 500

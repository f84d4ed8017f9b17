"""Exchanges in columns show what each of them shows alone, whatever their targets are."""

from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.endpoints import Gatherer
from inventory.model.exchanges import Fields, Heads, PlainExchanges
from inventory.observe import Shaper, observe, observe_many, values

SEGMENTS = st.one_of(
    st.sampled_from(
        [
            "v2",
            "1",
            "12",
            "123",
            "2024",
            "users",
            "me",
            "a.json",
            "1234.json",
            "12,345",
            "+123",
            "api",
            "00",
            "%31%32%33",
            "a%2F1",
            "..",
            ".",
            "2013-04-01",
            "-",
            "123-456",
            "1e5",
        ]
    ),
    st.integers(0, 10**12).map(str),
    st.uuids().map(str),
    st.uuids().map(lambda found: str(found).upper() + "x"),
    st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="?#/"), max_size=8),
)
PATHS = st.lists(SEGMENTS, max_size=5).map(lambda found: "/" + "/".join(found))
QUERIES = st.text("ab=&;+%3d1/?", max_size=12)
TARGETS = st.builds(lambda path, mark, query: path + (f"?{query}" if mark else ""), PATHS, st.booleans(), QUERIES)
FIELDS = st.lists(
    st.sampled_from(
        [("x-tenant", "42"), ("x-tenant", "blue"), ("cookie", "sid=1; theme=dark"), ("authorization", "Bearer abc"),
         ("x-api-key", "k"), ("traceparent", "00-1"), ("accept", "*/*"), ("if-match", "1")]
    ),
    max_size=3,
)  # fmt: skip
RETIRED = st.sampled_from([(), (("sunset", "Sat, 31 Dec 2022 23:59:59 GMT"),), (("deprecation", "true"),)])
TYPES = st.sampled_from(["", "application/json", "text/html; charset=utf-8", "image/png"])


@st.composite
def plain_exchanges(draw: st.DrawFn) -> tuple[Heads, str]:
    method = draw(st.sampled_from(["GET", "POST", "HEAD", "DELETE"]))
    host, status = draw(st.sampled_from(["api.example", "", "API.example:80"])), draw(st.sampled_from([200, 404, 500]))
    asked, answered = draw(TYPES), draw(TYPES)
    types = [((("content-type", found),) if found else ()) for found in (asked, answered)]
    fields = Fields((*types[0], *draw(FIELDS))), Fields((*types[1], *draw(RETIRED)))
    return Heads((method, host, asked, status, answered), "1.1", *fields), draw(TARGETS)


def in_columns(found: list[tuple[Heads, str]], times: list[int]) -> PlainExchanges:
    heads, targets = [heads for heads, _ in found], [target for _, target in found]
    count = len(found)
    ends = list(range(0, 100 * count + 1, 100))
    contents = [[BODIES[(number + shift) % len(BODIES)] for number in range(count)] for shift in (0, 1)]
    columns = heads, targets, [0] * count, [0] * count, list(range(count)), times, *contents, ends, ends
    return PlainExchanges("http", "192.0.2.1:5", "192.0.2.2:80", 7, *columns)


# What stands in them is told by the media type of the heads, whatever that is.
BODIES = [b"", b'{"a": 1, "b": ["x"]}', b"no json", b'{"a": 1, "b": ["x"]}', b'{"a": null}', b"a=1&b=2"]


@settings(max_examples=300)
@given(st.lists(plain_exchanges(), min_size=1, max_size=8), st.data())
def test_many_at_once_as_each_alone(found: list[tuple[Heads, str]], data: st.DataObject) -> None:
    times = data.draw(st.lists(st.integers(0, 50), min_size=len(found), max_size=len(found)))
    many = in_columns(found, times)
    alone: dict[object, list[tuple[int, int]]] = defaultdict(list)
    for exchange in many:
        seen = observe(exchange)
        alone[_facts(seen)].append((seen.place.frame, seen.place.time))
    together = defaultdict(list)
    for repeated in observe_many(many):
        assert repeated.stream == 7
        together[_facts(repeated.observation)] += zip(repeated.frames, repeated.times, strict=True)
    assert {facts: sorted(places) for facts, places in together.items()} == {
        facts: sorted(places) for facts, places in alone.items()
    }


@given(st.lists(plain_exchanges(), min_size=1, max_size=8), st.data())
def test_counted_together_as_each_alone(found: list[tuple[Heads, str]], data: st.DataObject) -> None:
    times = data.draw(st.lists(st.integers(0, 50), min_size=len(found), max_size=len(found)))
    many = in_columns(found, times)
    alone, together = Gatherer("one", shaper=Shaper()), Gatherer("one", shaper=Shaper())
    for exchange in many:
        observation = observe(exchange)
        alone.add(observation, values(exchange, observation))
    for repeated in observe_many(many):
        together.add_many(repeated)
    assert list(alone.sightings()) == list(together.sightings())


def _facts(seen: object) -> object:
    names = ("service", "method", "path", "outcome", "kind", "status", "names", "server")
    return tuple(getattr(seen, name) for name in names)


UUID = "2f1c7a04-6f5e-4c0e-9a51-0c4f5d3f6c11"
ALIKE = ["/users/{}", "/users/{}/orders/{}", "/users/{}?page={}", f"/files/{UUID}/{{}}",
         f"/{{}}/{UUID}/{{}}/{UUID}/{{}}",
         "/{}/v2/{}.json", "/a/../{}//{}/{}/.", "/{}/" + "x/" * 31 + "{}"]  # fmt: skip
INTEGERS = st.integers(1, 15).flatmap(lambda digits: st.integers(10 ** (digits - 1), 10**digits - 1))


@given(st.lists(st.sampled_from(ALIKE), min_size=1, max_size=2), st.data())
def test_the_shortest_and_longest_integers_of_all_that_are_alike(alike: list[str], data: st.DataObject) -> None:
    json = Fields((("content-type", "application/json"),))
    heads = Heads(("GET", "api.example", "", 200, "application/json"), "1.1", Fields(), json)
    forms = data.draw(st.lists(st.sampled_from(alike), min_size=2, max_size=8))
    targets = [form.format(*data.draw(st.tuples(*[INTEGERS] * form.count("{}")))) for form in forms]
    many = in_columns([(heads, target) for target in targets], [0] * len(targets))
    alone, together = Gatherer("one", shaper=Shaper()), Gatherer("one", shaper=Shaper())
    for exchange in many:
        observation = observe(exchange)
        alone.add(observation, values(exchange, observation))
    for repeated in observe_many(many):
        together.add_many(repeated)
    assert list(alone.sightings()) == list(together.sightings())
    assert any(one.lengths for one in together.sightings())

"""Endpoints in a terminal: service by service or as trees, each path once, and what does not matter left out."""

from hypothesis import given, settings
from hypothesis import strategies as st
from inventory_documents import endpoint, in_full

from inventory.reports import render
from inventory.reports.documents import EndpointDetail, EndpointDocument, EndpointsDocument

SHOP = (
    endpoint("/v1/carts", "POST", service="api.test", count=4, statuses={"201": 4}),
    endpoint("/v1/carts/{cartId}", service="api.test", count=12, statuses={"200": 9, "503": 3}),
    endpoint("/v1/carts/{cartId}/items/{itemId}", "DELETE", service="api.test", count=1_204),
    endpoint("/v1/health", service="api.test", count=3),
    endpoint("/v1/carts/{cartId}", "PUT", service="api.test", count=2),
    endpoint("/", service="{tenant}.test", count=1, hosts=("a.test", "b.test", "c.test")),
)
WORDS = st.sampled_from(["a", "b", "c", "{id}", "", "x.json", "v1"])
TEMPLATES = st.lists(WORDS, min_size=1, max_size=25).map(lambda words: f"/{'/'.join(words)}")


def shown(*endpoints: EndpointDocument, form: str = "table", width: int = 100, colour: bool = False) -> list[str]:
    return render(EndpointsDocument(1, endpoints), form, width=width, colour=colour).splitlines()


def test_services_and_what_they_add_up_to() -> None:
    assert shown(*SHOP, width=80) == [
        "  method  endpoint                           exchanges  statuses",
        "api.test: 5 endpoints, 1,225 exchanges",
        "  POST    /v1/carts                                  4  201",
        "  GET     /v1/carts/{cartId}                        12  200 503",
        "  DELETE  /v1/carts/{cartId}/items/{itemId}      1,204  200 404",
        "  GET     /v1/health                                 3  200 404",
        "  PUT     /v1/carts/{cartId}                         2  200 404",
        "{tenant}.test: 1 endpoint, 1 exchange, 3 hosts",
        "  GET     /                                          1  200 404",
        "6 endpoints, 1,226 exchanges, 2 services",
    ]


def test_columns_come_with_the_room_for_them() -> None:
    heads = [shown(*SHOP, width=width)[0].split() for width in (52, 70, 100)]
    assert heads == [
        ["method", "endpoint", "exchanges"],
        ["method", "endpoint", "exchanges", "statuses"],
        ["method", "endpoint", "exchanges", "statuses", "last", "seen"],
    ]


def test_a_state_is_told_where_they_differ() -> None:
    lines = shown(endpoint("/a"), endpoint("/.env", state="probed"))
    assert lines[0].split()[:3] == ["method", "endpoint", "state"]
    assert [line.split()[2] for line in lines[2:4]] == ["api", "probed"]


def test_a_pipe_tells_all_of_each() -> None:
    head, *lines = shown(*SHOP, width=10_000)
    assert head.split() == ["service", "method", "endpoint", "state", "exchanges", "statuses", "last", "seen"]
    assert lines[2].split() == [
        "api.test", "DELETE", "/v1/carts/{cartId}/items/{itemId}", "api", "1,204", "200", "404", "2026-11-21", "09:30",
    ]  # fmt: skip
    assert len(lines) == len(SHOP)


def test_nothing_to_list() -> None:
    assert shown() == shown(form="tree") == ["No endpoints."]


def test_server_errors_are_red_and_nothing_else_is() -> None:
    lines = shown(*SHOP, endpoint("/gone", statuses={"404": 1}), colour=True)
    red = [line for line in lines if "\x1b[31m" in line]
    assert len(red) == 1
    assert "200 503" in red[0]
    assert [line for line in lines if "\x1b[33m404" in line]


def test_a_tree() -> None:
    assert shown(*SHOP, form="tree") == [
        "api.test: 5 endpoints, 1,225 exchanges",
        "└── /v1",
        "    ├── /carts  POST 4",
        "    │   └── /{cartId}  GET 12  PUT 2",
        "    │       └── /items/{itemId}  DELETE 1,204",
        "    └── /health  GET 3",
        "{tenant}.test: 1 endpoint, 1 exchange, 3 hosts",
        "└── /  GET 1",
        "6 endpoints, 1,226 exchanges, 2 services",
    ]


def test_a_tree_tells_states_and_colours_errors() -> None:
    assert shown(endpoint("/x", state="probed", count=2), form="tree")[1] == "└── /x  GET 2 probed"
    lines = shown(*SHOP, form="tree", colour=True)
    assert [line for line in lines if "\x1b[31m12\x1b[0m" in line]


def test_what_is_deep_stands_on_the_last_level() -> None:
    deep = [endpoint("/a" * depth, count=depth) for depth in range(1, 400)]
    lines = shown(*deep, form="tree", width=60)
    assert lines[9:12] == [f"{' ' * 32}├── {'/a' * further}  GET {8 + further}" for further in (1, 2, 3)]
    assert max(map(len, lines)) <= 60
    assert "".join(lines).count("GET") == 399


@settings(max_examples=40)
@given(st.lists(TEMPLATES, unique=True, min_size=1, max_size=20), st.sampled_from([40, 80, 10_000]))
def test_a_tree_has_each_endpoint_once(templates: list[str], width: int) -> None:
    lines = shown(*(endpoint(template, count=7) for template in templates), form="tree", width=width)
    assert "".join(lines[1:-1]).count("GET") == len(templates)
    if width > 100:
        assert sorted(_paths(lines[1:-1])) == sorted(templates)


def _paths(lines: list[str]) -> list[str]:
    """Read the paths of a tree's endpoints, without knowing how it was made."""
    above: list[str] = []
    found = []
    for line in lines:
        depth, text = (line.index("── ") + 3) // 4, line[line.index("── ") + 3 :]
        path, _, calls = text.partition("  ")
        above[depth - 1 :] = [path]
        found += ["".join(above)] if calls else []
    return found


def test_one_endpoint_with_everything_that_may_be_known() -> None:
    lines = render(EndpointDetail(1, (in_full("x"),)), "table", width=80).splitlines()
    assert lines[:6] == [
        "x x/x",
        "  state       api",
        "  exchanges   1,204",
        "  statuses    200  1,200  100%  ███████████████████████████████████████▉",
        "              404      4    0%  ▏",
        "  seen        2026-11-02T09:00:00.000000Z to 2026-11-21T09:30:00.000000Z",
    ]
    facts = dict(line.strip().split(maxsplit=1) for line in lines[6:] if not line.startswith(" " * 3))
    assert facts["latency"] == "half within 0.4 ms, 90% within 120 ms, 99% within 2.3 s"
    assert facts["credentials"] == "4 with (x), 2 without"
    assert (facts["clients"], facts["networks"], facts["protocols"]) == ("x (20)", "x (3)", "x")


def test_one_endpoint_of_which_little_is_known() -> None:
    lines = render(EndpointDetail(1, (endpoint(latency=None),)), "table", width=10_000).splitlines()
    assert "  exchanges   1,204: 200 (1,200), 404 (4)" in lines
    assert not [line for line in lines if line.split()[0] in ("latency", "credentials", "clients", "networks")]


def test_several_endpoints_stand_apart() -> None:
    lines = render(EndpointDetail(1, (endpoint(), endpoint("/x"))), "table", width=80).splitlines()
    assert lines[lines.index("GET api.test/x") - 1] == ""

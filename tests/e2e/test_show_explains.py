"""`inventory show --explain`: readable in any width, the same in JSON, and its commands do what they say."""

import json
import shlex
from pathlib import Path

import jsonschema_rs
import pytest
from program import ROOT, SAMPLES, Invoke
from test_corrections_stick import har, listed

from inventory import pipeline
from inventory.model.corrections import Correction
from inventory.model.endpoints import Endpoint
from inventory.model.explanations import Explanation, Sign
from inventory.model.observations import Tally
from inventory.reports import publishing, render
from inventory.store import Store

SHOP = SAMPLES / "shop" / "capture.pcap"
PRODUCT = "GET /v1/products/{product}"


@pytest.fixture
def shop(invoke: Invoke, tmp_path: Path) -> Path:
    invoke("scan", SHOP, "--db", tmp_path / "shop.db")
    return tmp_path / "shop.db"


def test_without_it_there_is_a_hint_and_nothing_more(invoke: Invoke, shop: Path) -> None:
    short = invoke("show", PRODUCT, "--db", shop)
    assert "because" not in short.out
    assert short.err == "--explain tells why each segment is a name or a parameter\n"
    plain = invoke("show", PRODUCT, "--db", shop, "--format", "json")
    assert plain.err == ""
    assert "explanation" not in plain.document["endpoints"][0]
    assert invoke("show", PRODUCT, "--explain", "--db", shop).out.startswith(short.out)


def test_the_document_is_as_published(invoke: Invoke, shop: Path) -> None:
    schema = json.loads((ROOT / "docs" / "schemas" / "show.json").read_text())
    document = invoke("show", "v1", "--explain", "--db", shop, "--format", "json").document
    jsonschema_rs.validator_for(schema).validate(document)
    (one,) = invoke("show", PRODUCT, "--explain", "--db", shop, "--format", "json").document["endpoints"]
    v1, products, product = one["explanation"]
    assert [segment["segment"] for segment in one["explanation"]] == ["v1", "products", "{product}"]
    assert (v1["verdict"], products["verdict"], product["verdict"]) == ("name", "name", "parameter")
    assert product["confidence"] > 0.9
    assert len(product["examples"]) == 3
    assert "49 different words in 73 exchanges, 33 of them once" in {sign["text"] for sign in product["signs"]}
    assert {sign["speaks"] for sign in product["signs"]} == {"for", "against"}
    assert [sign["weight"] for sign in v1["signs"]] == sorted((sign["weight"] for sign in v1["signs"]), reverse=True)
    assert document == invoke("show", "v1", "--explain", "--db", shop, "--format", "json").document


@pytest.mark.parametrize("width", [30, 80])
def test_lines_fit_but_commands_are_never_cut(shop: Path, width: int) -> None:
    def command(_: object, correction: Correction) -> str:
        return f"inventory template {correction.kind} '{correction.template}' and so on, as long as it may be"

    with Store.open(str(shop), create=False) as store:
        explained = pipeline.explain(
            store, [one for one in store.endpoints() if one.template == "/v1/orders/{orderId}"]
        )
    text = render(publishing.explained(explained, {}, command), "table", width=width)
    why = text[text.index("why (") :].splitlines()
    commands = [line for line in why if "template" in line]
    assert len(commands) == 3
    assert all(line.endswith("as long as it may be") for line in commands)
    assert all(len(line) <= width for line in why if line not in commands)
    assert "  /{orderId} is a parameter: " in text.replace("\n", " ")


def _correct(invoke: Invoke, db: Path, endpoint: str, segment: int) -> list[str]:
    """Run the command that corrects a segment, as a shell would; return what it was."""
    (one,) = invoke("show", endpoint, "--explain", "--db", db, "--format", "json").document["endpoints"]
    program, *words = shlex.split(one["explanation"][segment]["correct"])
    assert program == "inventory"
    assert invoke(*words).status == 0
    return words


def test_a_command_makes_a_name_of_a_parameter(invoke: Invoke, shop: Path) -> None:
    assert "GET /v1/products/teapot" not in listed(invoke, shop)
    words = _correct(invoke, shop, PRODUCT, 2)
    assert words == ["template", "split", "/v1/products/{product}", f"--db={shop}"]
    assert "GET /v1/products/teapot" in listed(invoke, shop)


def test_a_command_makes_a_parameter_of_a_name(invoke: Invoke, shop: Path) -> None:
    _correct(invoke, shop, "GET /v1/customers/me", 2)
    assert "GET /v1/customers/me" not in listed(invoke, shop)
    assert "GET /v1/customers/{customer}" in listed(invoke, shop)


def test_a_command_renames_a_parameter(invoke: Invoke, shop: Path) -> None:
    _correct(invoke, shop, "GET /v1/orders/{orderId}/items", 2)
    assert "GET /v1/orders/{NAME}/items" in listed(invoke, shop)


def test_a_command_is_for_the_one_service_of_several(invoke: Invoke, shop: Path, tmp_path: Path) -> None:
    file = har(tmp_path / "other.har", "/v1/orders/1", "/v1/products")
    file.write_text(file.read_text().replace("api.example", "other.example"))
    invoke("scan", file, "--db", shop)
    (one,) = (
        found
        for found in invoke("show", "/v1/orders/{orderId}", "--explain", "--db", shop, "--format", "json").document[
            "endpoints"
        ]
        if found["service"] == "other.example"
    )
    assert "--service=other.example" in shlex.split(one["explanation"][2]["correct"])
    _correct(invoke, shop, "other.example/v1/products", 1)
    assert "GET /v1/products" in listed(invoke, shop)


HOSTILE = [
    "/a'b$(id)/x",
    "/`reboot`;rm/x",
    '/"--db=/etc"/x',
    "/%1B[31m/x",
    "/ä b/x",
    "/{id}/x",
    "/-rf/x",
    "/" + "w" * 60 + "/x",
]


@pytest.mark.parametrize("path", HOSTILE)
def test_commands_with_hostile_text_do_no_more_than_they_say(invoke: Invoke, tmp_path: Path, path: str) -> None:
    db = tmp_path / "h.db"
    invoke("scan", har(tmp_path / "h.har", path), "--db", db)
    (one,) = invoke("show", "/", "--explain", "--db", db, "--format", "json").document["endpoints"]
    for segment in one["explanation"]:
        if segment["correct"] is None:
            continue
        words = shlex.split(segment["correct"])
        assert words[:2] == ["inventory", "template"]
        assert words[-1] == f"--db={db}"
        assert segment["correct"] == shlex.join(words)  # braces, too, are quoted
        assert len(words) == (6 if words[2] == "name" else 5)
        assert invoke(*words[1:]).status == 0
    shown = invoke("show", "/", "--explain", "--db", db).out
    assert "\x1b" not in shown


def test_a_sign_speaks_for_or_against_the_verdict() -> None:
    tally = Tally(200, "api", "served", 1, 1, 1, ())
    endpoint = Endpoint("api.example", "GET", "/users/{user}", "api", (), ("/users/anna",), (tally,), ())
    both = (Sign("as values are", 2.0), Sign("as names are", -1.0))
    why = [
        Explanation("users", "name", "evidence", "", signs=both),
        Explanation("{user}", "parameter", "evidence", "", signs=both),
    ]
    (one,) = publishing.explained([(endpoint, why)], {}, lambda _endpoint, _correction: "").endpoints
    assert one.explanation is not None
    name, parameter = one.explanation
    assert [(sign.speaks, sign.weight) for sign in name.signs] == [("against", 2.0), ("for", 1.0)]
    assert [(sign.speaks, sign.weight) for sign in parameter.signs] == [("for", 2.0), ("against", 1.0)]


def test_nothing_is_explained_at_the_root(invoke: Invoke, tmp_path: Path) -> None:
    db = tmp_path / "r.db"
    invoke("scan", har(tmp_path / "r.har", "/"), "--db", db)
    shown = invoke("show", "/", "--db", db)
    assert (shown.status, shown.err) == (0, "")
    (one,) = invoke("show", "/", "--explain", "--db", db, "--format", "json").document["endpoints"]
    assert one["explanation"] == []

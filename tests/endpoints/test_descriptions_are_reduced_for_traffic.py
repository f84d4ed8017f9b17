"""Public descriptions: one for each provider, reduced to what traffic is made from, and gateways made of them."""

import json
import math
import random
import subprocess
import sys
from pathlib import Path

import make_descriptions
import make_gateways
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from reduced_description import reduced

BENCHMARKS = Path(make_descriptions.__file__).parent
NAMES = ["orders", "users", "shops", "teams", "files", "notes"]
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)
# Documents whose keys mean something, with values of all kinds, and references in circles.
KEYS = st.sampled_from(
    ["paths", "/a/{b}", "get", "parameters", "responses", "200", "content", "schema", "items", "type", "enum", "in",
     "name", "servers", "url", "swagger", "produces", "basePath", "maximum", "example"]
)  # fmt: skip
LEAVES = st.sampled_from(
    [{"$ref": "#/paths"}, {"$ref": "#/paths/~1a~1{b}"}, {"$ref": 1}, "path", "query", "http://[", 1]
)
DOCUMENTS = st.dictionaries(
    KEYS,
    st.recursive(
        LEAVES | ANY_JSON,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
        max_leaves=20,
    ),
)


def _run(*folders: Path, into: Path) -> str:
    command = [sys.executable, BENCHMARKS / "make_descriptions.py", *folders, "--into", into]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _paths(names: list[str]) -> dict[str, object]:
    return {path: {"get": {}, "post": {}} for name in names for path in (f"/{name}", f"/{name}/{{id}}")}


def _describe(path: Path, host: str, paths: dict[str, object]) -> Path:
    path.write_text(json.dumps({"swagger": "2.0", "host": host, "basePath": "/v1", "paths": paths}), "utf-8")
    return path


def test_swagger_2_is_reduced() -> None:
    shop = {"name": "shop", "in": "path", "type": "string", "pattern": "^[a-z]+$", "required": True, "description": "D"}
    page = {"name": "page", "in": "query", "type": "integer", "maximum": 9, "minimum": "1", "default": math.inf}
    document: dict[str, object] = {
        "swagger": "2.0",
        "basePath": "v1/",
        "produces": ["text/csv"],
        "parameters": {"a/shop": shop},
        "paths": {
            "/shops/{shop}?all#x": {
                "parameters": [{"$ref": "#/parameters/a~1shop"}, {"name": "token", "in": "header", "type": "string"}],
                "get": {"parameters": [page], "responses": {200: {"schema": {"type": "object"}}, "204": {}}},
                "put": {"produces": ["application/xml"], "responses": {"200": {}}},
                "options": {},
            }
        },
    }
    found = reduced(document, "x-shop")
    path = {**shop, "schema": {"type": "string", "pattern": "^[a-z]+$"}}
    del path["type"], path["pattern"]
    query = {"name": "page", "in": "query", "schema": {"type": "integer", "maximum": 9}}
    csv = {"content": {"text/csv": {}}}
    assert found["servers"] == [{"url": "https://x-shop.example/v1"}]
    assert found["paths"] == {
        "/shops/{shop}": {
            "get": {"parameters": [path, query], "responses": {"200": csv, "204": csv}},
            "put": {"parameters": [path], "responses": {"200": {"content": {"application/xml": {}}}}},
        }
    }
    del document["produces"]
    responses = reduced(document, "x")["paths"]["/shops/{shop}"]["get"]["responses"]  # type: ignore[index]
    assert responses == {"200": {"content": {"application/json": {}}}, "204": {"content": {}}}


def test_openapi_3_is_reduced() -> None:
    document = {
        "openapi": "3.1.0",
        "servers": [{"url": "https://{region}.shop.com/{version}"}, {"url": "/api/"}],
        "components": {
            "parameters": {"Kind": {"name": "kind", "in": "path", "schema": {"$ref": "#/components/schemas/Kind"}}},
            "schemas": {
                "Kind": {"type": ["null", "string"], "enum": ["a", None, 2, {}], "default": ["a"]},
                "Kinds": {"type": "array", "items": {"$ref": "#/components/schemas/Kind"}},
            },
            "responses": {"Found": {"content": {"application/json": {"schema": {}}}}},
        },
        "paths": {
            "/kinds/{kind}": {
                "parameters": [{"name": "size", "in": "query", "schema": {"type": "string"}}],
                "get": {
                    "parameters": [
                        {"$ref": "#/components/parameters/Kind"},
                        {"name": "size", "in": "query", "schema": {"$ref": "#/components/schemas/Kinds"}, "example": 3},
                        {"$ref": "other.yaml#/components/parameters/Kind"},
                    ],
                    "responses": {"200": {"$ref": "#/components/responses/Found"}},
                },
            },
            "/again": {"$ref": "#/paths/~1kinds~1{kind}"},
        },
    }
    kind = {"type": "string", "enum": ["a", 2]}
    get = {
        "parameters": [
            {"name": "size", "in": "query", "schema": {"type": "array", "items": kind}, "example": 3},
            {"name": "kind", "in": "path", "schema": kind, "required": True, "description": ""},
        ],
        "responses": {"200": {"content": {"application/json": {}}}},
    }
    found = reduced(document, "x")
    assert found["servers"] == [{"url": "https://x.example/api"}]
    assert found["paths"] == {"/kinds/{kind}": {"get": get}, "/again": {"get": get}}


@given(DOCUMENTS)
def test_any_document_is_reduced(document: dict[str, object]) -> None:
    found = reduced(document, "x")
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert "$ref" not in found["paths"]  # type: ignore[operator]


def test_each_provider_has_its_largest_and_nobody_twice(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    folder.mkdir()
    paths = _paths(NAMES)
    _describe(folder / "a.json", "api.shop.com", _paths(NAMES[:4]))
    _describe(folder / "b1.json", "eu.shop.com", {**paths, "/older": {"get": {}}})
    _describe(folder / "b2.json", "eu.shop.com", {**paths, "/newer": {"get": {}}})
    newest = folder / "b2.json"
    newest.write_text(newest.read_text("utf-8"), "utf-8-sig")
    _describe(folder / "same.json", "twin.com", {path.replace("id", "key"): item for path, item in paths.items()})
    _describe(folder / "twin.json", "original.com", paths)
    _describe(folder / "held-out.json", "api.github.com", paths)
    _describe(folder / "few.json", "few.com", _paths(NAMES[:2]))
    _describe(folder / "plain.json", "plain.com", {f"/{name}": {"get": {}, "put": {}} for name in NAMES})
    _describe(folder / "idle.json", "idle.com", {path: {"get": {}} for path in _paths(NAMES[:3])})
    _describe(folder / "silent.json", "silent.com", {path: {"parameters": []} for path in paths})
    _describe(folder / "nobody.json", "", paths)
    wrapper = {f"/{{connectionId}}{path}": item for path, item in paths.items()}
    _describe(folder / "connector.json", "wrapped.com", wrapper)
    (folder / "broken.json").write_text('{"paths":', "utf-8")
    (folder / "broken.yaml").write_text("paths: [", "utf-8")
    (folder / "list.json").write_text("[]", "utf-8")
    server = {"url": "https://y.io/v2"}
    document = {"openapi": "3.0.0", "servers": [{"url": "http://[/{x}"}, server], "paths": {**paths, "/y": {"get": {}}}}
    (folder / "y.yml").write_text("\ufeffdate: 2026-99-99\n" + yaml.safe_dump(document), "utf-8")

    told = _run(folder, into=tmp_path / "out")

    broken = [f"{folder / name}: left out, it can't be read" for name in ("broken.json", "broken.yaml")]
    assert told.splitlines() == [*broken, "16 files, 6 providers, 3 descriptions"]
    written = {path.name: json.loads(path.read_text("utf-8")) for path in (tmp_path / "out").iterdir()}
    assert sorted(written) == ["x-original.json", "x-shop.json", "x-y.json"]
    assert "/newer" in written["x-shop.json"]["paths"]
    assert written["x-y.json"]["servers"] == [{"url": "https://x-y.example/v2"}]
    first = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    _run(folder, into=tmp_path / "again")
    assert {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()} == first


def test_a_directory_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x-old.json").touch()
    with pytest.raises(subprocess.CalledProcessError) as refused:
        _run(tmp_path, into=tmp_path)
    assert refused.value.returncode == 2
    assert f"{tmp_path} is not empty" in refused.value.stderr


def test_paths_beyond_the_most_do_not_count() -> None:
    candidates = [
        make_descriptions.Candidate(min(count, make_descriptions.PATHS_MOST), Path(name), "shop")
        for name, count in (("a.json", 299), ("c.json", 300), ("b.json", 5000))
    ]
    for _ in candidates:
        candidates.append(candidates.pop(0))
        assert make_descriptions.choose(candidates) == {"x-shop": Path("c.json")}


def test_a_gateway_depends_on_its_number_and_the_descriptions(tmp_path: Path) -> None:
    for folder, start in (("former", 20), ("latter", 0)):
        (tmp_path / folder).mkdir()
        for number in range(start, start + 20):
            (tmp_path / folder / f"x-{number:02}.json").touch()
    folders = [tmp_path / "former", tmp_path / "latter"]
    files = make_gateways.descriptions(folders, frozenset())
    assert [path.stem for path in files] == [f"x-{number:02}" for number in range(40)]
    told = make_gateways.arguments(files, 7, tmp_path)
    options = ["--gateway", "20", "--size", "medium", "--count", "15000", "--seed", "207", "--out"]
    assert told == [*map(str, random.Random(7).sample(files, 20)), *options, str(tmp_path / "7")]
    left = make_gateways.descriptions(folders, frozenset({"x-00", "x-39"}))
    assert left == files[1:-1]
    with pytest.raises(ValueError, match="no description is named y, z"):
        make_gateways.descriptions(folders, frozenset({"z", "y", "x-00"}))
    with pytest.raises(ValueError, match="20 APIs, and there are 19"):
        make_gateways.descriptions(folders[:1], frozenset({"x-20"}))


def test_gateways_are_made_by_the_generator_that_is_given(tmp_path: Path) -> None:
    generator = tmp_path / "generate.py"
    generator.write_text(
        "import pathlib, sys\n"
        "out = pathlib.Path(sys.argv[-1])\n"
        "out.mkdir(parents=True)\n"
        "(out / 'gateway.truth.jsonl').write_text(' '.join(sys.argv[1:]))\n",
        "utf-8",
    )
    (tmp_path / "public").mkdir()
    for number in range(21):
        (tmp_path / "public" / f"x-{number:02}.json").touch()
    command = [sys.executable, BENCHMARKS / "make_gateways.py", generator, tmp_path / "public", "--into", tmp_path]
    made = subprocess.run([*command, "--count", "3", "--leave-out", "x-03"], capture_output=True, text=True, check=True)
    assert made.stdout == "3 gateways from 20 descriptions\n"
    for number in range(3):
        text = (tmp_path / str(number) / "gateway.truth.jsonl").read_text("utf-8")
        assert "x-20.json" in text
        assert "x-03.json" not in text
    refused = subprocess.run([*command, "--leave-out", "x-99"], capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert refused.stderr.endswith("error: no description is named x-99\n")
    generator.write_text("raise SystemExit(1)", "utf-8")
    failed = subprocess.run([*command, "--count", "1"], capture_output=True, text=True, check=False)
    assert failed.returncode == 1
    assert "gateways from" not in failed.stdout

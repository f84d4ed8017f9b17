"""The descriptions of the samples are valid, and fit the recorded traffic or drift from it as their READMEs say."""

import json
import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import jsonschema_rs
import pytest
import yaml
from openapi_spec_validator import validate

SAMPLES = Path(__file__).parents[2] / "samples"
SHOP = SAMPLES / "shop"
FITTING = ("shop/openapi.yaml", "legacy-swagger/swagger.json")
DRIFTED = ("shop/openapi-drifted.yaml", "legacy-swagger/swagger-drifted.json")
FILES = (*FITTING, *DRIFTED, "encrypted/openapi.yaml")
METHODS = {"get", "put", "post", "delete", "options", "head", "patch"}
ABSENT = {404, 405}  # an undeclared path that is only ever answered so is no endpoint
NO_API = {"text/html", "text/javascript", "text/css", "image/x-icon"}


def read(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def resolve(description, node):
    while "$ref" in node:
        target = description
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def operations(description):
    """Every operation by (method, path)."""
    return {
        (method.upper(), path): operation
        for path, item in description["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }


def find(description, path):
    """The declared path, without its base, that claims a request path: the one with the fewest parameters."""
    base = urlsplit(description["servers"][0]["url"]).path if "servers" in description else description["basePath"]
    for declared in sorted(description["paths"], key=lambda path: path.count("{")):
        if re.fullmatch(base + re.sub(r"\{\w+\}", "[^/]+", declared), path):
            return declared
    return None


def exchanges(folder):
    """API calls of a HAR: entry, path, media type of the response."""
    for entry in json.loads((folder / "capture.har").read_text(encoding="utf-8"))["log"]["entries"]:
        media_type = entry["response"]["content"]["mimeType"].partition(";")[0]
        if media_type not in NO_API and entry["request"]["method"] != "OPTIONS":
            yield entry, urlsplit(entry["request"]["url"]).path, media_type


def findings(folder, description):
    """What the four basic rules say, worked out the short way; parameters are anonymous."""
    declared, used, found = operations(description), set(), set()
    for entry, path, _ in exchanges(folder):
        template, method = find(description, path), entry["request"]["method"]
        if (method, template) in declared:
            used.add((method, template))
        elif entry["response"]["status"] not in ABSENT:
            rule = "undocumented-method" if template else "undocumented-endpoint"
            shape = re.sub(r"/[^/]*\d[^/]{3,}", "/{}", path)
            found.add((rule, method, template or shape))
    found |= {("declared-unused", *key) for key in declared.keys() - used}
    found |= {("deprecated-in-use", *key) for key in used if declared[key].get("deprecated")}
    return {(rule, method, re.sub(r"\{\w+\}", "{}", path)) for rule, method, path in found}


@pytest.mark.parametrize("name", FILES)
def test_description_is_valid(name):
    validate(read(SAMPLES / name))


@pytest.mark.parametrize("name", FILES)
def test_operations_have_names_of_their_own(name):
    names = [operation["operationId"] for operation in operations(read(SAMPLES / name)).values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", FILES)
def test_no_component_is_left_over(name):
    text, description = (SAMPLES / name).read_text(encoding="utf-8"), read(SAMPLES / name)
    groups = {f"components/{group}": parts for group, parts in description.get("components", {}).items()}
    groups["definitions"] = description.get("definitions", {})
    groups.pop("components/securitySchemes", None)  # named in `security`, not by a reference
    for group, parts in groups.items():
        for part in parts:
            assert f"#/{group}/{part}" in text, part


@pytest.mark.parametrize("name", FITTING)
def test_fitting_description_gives_no_finding(name):
    assert findings((SAMPLES / name).parent, read(SAMPLES / name)) == set()


@pytest.mark.parametrize("name", DRIFTED)
def test_drifted_description_gives_what_is_expected(name):
    folder = (SAMPLES / name).parent
    expected = json.loads((folder / "expected-findings.json").read_text(encoding="utf-8"))
    wanted = {(row["rule"], row["method"], re.sub(r"\{\w+\}", "{}", row["path"])) for row in expected}
    assert findings(folder, read(SAMPLES / name)) == wanted
    assert len(wanted) == len(expected)


def test_readme_of_the_shop_names_every_expected_finding():
    text = (SHOP / "README.md").read_text(encoding="utf-8")
    for row in json.loads((SHOP / "expected-findings.json").read_text(encoding="utf-8")):
        line = next(line for line in text.splitlines() if line.startswith(f"| `{row['rule']}`"))
        assert f"`{row['method']} {row['path']}`" in line


def declared_calls():
    """Every call of the shop that is declared, with its operation and declared response."""
    description = read(SHOP / "openapi.yaml")
    for entry, path, media_type in exchanges(SHOP):
        key = (entry["request"]["method"], find(description, path))
        if key in operations(description):
            operation = operations(description)[key]
            response = resolve(description, operation["responses"][str(entry["response"]["status"])])
            yield description, key, operation, entry, response, media_type


def test_fitting_description_declares_every_query_parameter_and_media_type():
    for description, (_, path), operation, entry, response, media_type in declared_calls():
        parameters = [resolve(description, one) for one in operation.get("parameters", [])]
        names = {one["name"] for one in parameters if one["in"] == "query"}
        sent = {name for name, _ in parse_qsl(urlsplit(entry["request"]["url"]).query, keep_blank_values=True)}
        assert sent <= names, path
        assert media_type in {*response.get("content", {}), "x-unknown"}, path


def test_fitting_description_declares_every_body_as_it_is():
    checked = 0
    for description, (method, path), operation, entry, response, media_type in declared_calls():
        content = entry["response"]["content"]
        if media_type in ("application/json", "application/problem+json") and method != "HEAD":
            checked += fits(description, response["content"][media_type]["schema"], content["text"], path)
        if "postData" in entry["request"] and entry["response"]["status"] < 300:
            schema = operation["requestBody"]["content"][entry["request"]["postData"]["mimeType"]]["schema"]
            checked += fits(description, schema, entry["request"]["postData"]["text"], path)
    assert checked > 250


def fits(description, schema, text, path):
    whole = {**schema, "components": description["components"]}
    problems = jsonschema_rs.iter_errors(whole, json.loads(text), validate_formats=True)
    assert [problem.message for problem in problems] == [], path
    return 1


def test_fitting_description_declares_who_needs_a_token():
    for description, key, operation, entry, _, _ in declared_calls():
        fields = {field["name"] for field in entry["request"]["headers"]}
        if operation.get("security", description["security"]) and entry["response"]["status"] < 400:
            assert "Authorization" in fields, key

"""Bodies and parameters full of secrets are scanned, and none of these is in the database, or shown."""

import base64
import json
import random
from pathlib import Path
from urllib.parse import urlencode

import pytest
from program import Invoke

NAMES = ["Jane", "Roe", "Okonkwo", "Nguyen", "Schmidt", "Garcia"]
PLACES = ["name", "login", "owner", "street", "cardNumber", "token", "note", "x", "status", "pin", "ids", "data"]


def secrets(chance: random.Random) -> list[str]:
    digits = "".join(chance.choices("0123456789", k=12))
    letters = "".join(chance.choices("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", k=32))
    return [
        f"{chance.choice(NAMES)} {chance.choice(NAMES)}-{digits[:3]}",
        f"{chance.choice(NAMES).lower()}.{digits[:4]}@mail{digits[4:8]}.example",
        f"4111{digits}",
        f"sk_live_{letters}",
        f"eyJ{letters}.{letters}.{digits}",
        f"+49 170 {digits[:7]}",
        f"https://files.example/{letters}?sig={digits}",
        f"{digits[:3]} Elm Street",
        f"10.{digits[0]}.{digits[1]}.{digits[2:4]}7",
        f"DE{digits}{digits[:8]}",
    ]


def body(chance: random.Random, kept: list[str]) -> dict[str, object]:
    """Return an object with secrets as values, as names and inside of others."""
    found = secrets(chance)
    kept += found
    values: list[object] = [*found, int(found[2]), [found[3], {"of": found[0]}], {found[1]: 1, found[2]: True}]
    return {place: chance.choice(values) for place in PLACES} | {found[3]: found[4], found[5]: 1, found[0]: None}


def entry(number: int, chance: random.Random, kept: list[str]) -> dict[str, object]:
    asked, answered = body(chance, kept), json.dumps({"items": [body(chance, kept) for _ in range(3)]})
    found = secrets(chance)
    kept += found
    form = number % 3 == 0
    sent = urlencode({str(name): str(value) for name, value in asked.items()}) if form else json.dumps(asked)
    content: dict[str, object] = {"mimeType": "application/json", "size": len(answered), "text": answered}
    if number % 2:
        content |= {"text": base64.b64encode(answered.encode()).decode(), "encoding": "base64"}
    headers = {
        "Authorization": f"Bearer {found[4]}", "Cookie": f"session={found[3]}; theme={found[1]}; {found[3]}=1",
        "X-Api-Key": found[3], "X-Tenant": found[0], "X-Forwarded-For": found[8], "X-Trace": found[2],
    }  # fmt: skip
    kind = "application/x-www-form-urlencoded" if form else "application/json"
    query = urlencode({"token": found[3], "q": found[0], "card": found[2], found[1]: "1", "state": found[5]})
    return {
        "startedDateTime": f"2026-01-01T00:{number // 60:02}:{number % 60:02}.000Z",
        "request": {
            "method": "POST",
            "url": f"https://api.example/v1/things/{number}?{query}",
            "httpVersion": "HTTP/1.1",
            "headers": [{"name": name, "value": value} for name, value in headers.items()],
            "postData": {"mimeType": kind, "text": sent},
        },
        "response": {
            "status": 200,
            "httpVersion": "HTTP/1.1",
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "content": content,
        },
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_of_them_is_kept(invoke: Invoke, tmp_path: Path, seed: int) -> None:
    chance, kept = random.Random(seed), list[str]()
    entries = [entry(number, chance, kept) for number in range(60)]
    har = tmp_path / "secrets.har"
    har.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}), "utf-8")
    database = tmp_path / "i.db"
    assert invoke("scan", har, "--db", database).status == 0
    shown = invoke("show", "/v1/things", "--db", database, "--format", "json")
    assert shown.status == 0, shown.err
    (endpoint,) = shown.document["endpoints"]
    assert {(shape["role"], shape.get("media_type")) for shape in endpoint["shapes"]} == {
        ("request", "application/json"), ("request", "application/x-www-form-urlencoded"),
        ("response", "application/json"), ("query", None), ("header", None), ("cookie", None),
    }  # fmt: skip
    texts = database.read_bytes(), shown.out.encode(), invoke("show", "/v1/things", "--db", database).out.encode()
    for secret in {part for text in kept for part in (text, text.lower(), text.replace(" ", "+"))}:
        assert not any(secret.encode() in text for text in texts), secret
    for name in NAMES:
        assert not any(f'"{name}'.encode() in text for text in texts), name


def test_hostile_names_are_shown_as_text(invoke: Invoke, tmp_path: Path) -> None:
    many = {f"k{chr(97 + number // 26)}{chr(97 + number % 26)}": number for number in range(60)}
    answered = {"\x1b[2J": 1, "[bold]x": 1, "a\nb": 1, "\u202egpj": 1, "ok": many}
    one = entry(0, random.Random(1), [])
    assert isinstance(one["response"], dict)
    one["response"]["content"] = {"mimeType": "application/json", "text": json.dumps(answered)}
    har = tmp_path / "hostile.har"
    har.write_text(json.dumps({"log": {"version": "1.2", "entries": [one]}}), "utf-8")
    assert invoke("scan", har, "--db", tmp_path / "i.db").status == 0
    shown = invoke("show", "/v1/things", "--db", tmp_path / "i.db")
    assert shown.status == 0
    assert "[bold]x" in shown.out
    assert not {"\x1b", "\u202e"} & set(shown.out)
    assert len(shown.out.splitlines()) < 120
    assert "more places: see --format json" in shown.out

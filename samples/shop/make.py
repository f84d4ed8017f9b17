"""Record the shop: a real server and real clients on loopback to capture.pcap, capture.pcapng and capture.har.

Run it as `python samples/shop/make.py`. Needs tcpdump, dumpcap and curl, and the right to capture packets.
"""

import json
import random
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

import catalogue  # noqa: E402 (the folder above comes first)
import recording  # noqa: E402

HOST, PORT = "api.shop.example", 8080
BROWSER = {"User-Agent": "Mozilla/5.0 (demo browser)", "Accept-Encoding": "gzip"}
_SCANNED = (
    "/wp-login.php /.env /phpmyadmin/ /.git/config /admin.php /cgi-bin/test.cgi /v1/.env /v1/users /v1/admin "
    "/actuator/health /solr/admin/info/system /xmlrpc.php"
)
SCANNED = tuple(_SCANNED.split())

Walk = Iterator[object]  # takes one step, which is one exchange, each time it is asked for the next


def client(journal: recording.Journal, fields: dict[str, str]) -> recording.Client:
    """Return a keep-alive client of the shop."""
    return recording.Client(journal, HOST, PORT, fields)


def bearer(token: str) -> dict[str, str]:
    """Return the field that carries a bearer token (RFC 6750)."""
    return {"Authorization": f"Bearer {token}"}


def visitor(journal: recording.Journal, slugs: list[str], words: list[str]) -> Walk:
    """Look around the shop with a browser, without buying."""
    browser = client(journal, BROWSER)
    for target in ("/", "/static/app.js", "/static/shop.css", "/favicon.ico"):
        yield browser.call("GET", target)
    for number in (1, 2):
        yield browser.call("GET", f"/v1/products?page={number}&per_page=4&sort=price")
    yield browser.call("GET", f"/v1/products?category={catalogue.CATEGORIES[len(words[0]) % 4]}")
    for slug in slugs:
        shown = browser.call("GET", f"/v1/products/{slug}")
        yield shown
        if len(slug) % 3 == 0:
            seen = {"If-None-Match": _field(shown, "ETag")}
            yield browser.call("GET", f"/v1/products/{slug}", fields=seen)
        if len(slug) % 2 == 0:
            yield browser.call("GET", f"/v1/products/{slug}/reviews?page=1")
    for word in words:
        yield browser.call("GET", f"/v1/search?q={word}")
    yield browser.call("GET", f"/v1/search?q={words[0]}&category=garden&page=1")
    yield browser.call("GET", f"/v1/products/no-such-{slugs[0]}")
    browser.close()


def buyer(journal: recording.Journal, customer: dict[str, Any], chance: random.Random) -> Walk:
    """Sign in, fill a cart, order and pay."""
    browser = client(journal, BROWSER)
    yield browser.call("GET", "/v1/customers/me")
    login = {"email": customer["email"], "password": "tiger"}
    yield browser.call("POST", "/v1/sessions", login)
    signed_in = browser.call("POST", "/v1/sessions", login | {"password": catalogue.PASSWORD})
    yield signed_in
    token = catalogue.token(customer)
    browser.close()
    browser = client(journal, BROWSER | bearer(token) | {"Cookie": f"session={token}"})
    yield browser.call("GET", "/v1/customers/me")
    yield browser.call("GET", f"/v1/beta/recommendations/{customer['id']}")
    cart = yield from _fill_cart(browser, chance)
    yield browser.call("OPTIONS", "/v1/orders", fields=_preflight("POST"))
    order = _json(browser.call("POST", "/v1/orders", {"cartId": cart}))
    yield order
    paid = _json(browser.call("POST", "/v1/payments", {"orderId": order["id"], "method": "card"}))
    yield paid
    yield browser.call("GET", f"/v1/payments/{paid['id']}")
    yield browser.call("GET", f"/v1/orders/{order['id']}")
    yield browser.call("GET", f"/v1/orders/{order['id']}/items")
    for item in order["items"]:
        yield browser.call("GET", f"/v1/orders/{order['id']}/items/{item['sku']}")
    for number in chance.sample(range(catalogue.FIRST_ORDER, catalogue.FIRST_ORDER + catalogue.ORDERS), 5):
        yield browser.call("GET", f"/v1/orders/{number}")
    yield browser.call("GET", f"/v1/orders/{catalogue.FIRST_ORDER - chance.randint(1, 400)}")
    browser.close()


def _fill_cart(browser: recording.Client, chance: random.Random) -> Generator[object, None, str]:
    cart = _json(browser.call("POST", "/v1/carts", {}))
    yield cart
    target = f"/v1/carts/{cart['id']}"
    yield browser.call("OPTIONS", f"{target}/items", fields=_preflight("POST"))
    wares = catalogue.lines(chance, 3)
    for ware in wares:
        yield browser.call("POST", f"{target}/items", {"sku": ware["sku"], "quantity": ware["quantity"]})
    yield browser.call("POST", f"{target}/items", {"sku": "XXX-9999", "quantity": 1})
    yield browser.call("DELETE", f"{target}/items/{wares[0]['sku']}")
    yield browser.call("GET", target)
    return str(cart["id"])


def staff(journal: recording.Journal, customers: list[dict[str, Any]]) -> Walk:
    """Serve customers and keep the books, with a tool that knows more than the description."""
    tool = client(journal, {"User-Agent": "backoffice/3.4"} | bearer(catalogue.STAFF_TOKEN))
    for status in ("open", "paid", "shipped"):
        for number in (1, 2):
            yield tool.call("GET", f"/v1/orders?status={status}&page={number}&per_page=3")
    for customer in customers:
        yield tool.call("GET", f"/v1/customers?email={customer['email']}")
        yield tool.call("GET", f"/v1/customers/{customer['id']}")
        yield tool.call("PATCH", f"/v1/customers/{customer['id']}", {"name": customer["name"].upper()})
    yield tool.call("PATCH", f"/v1/customers/{customers[0]['id']}", {"name": ""})
    for card in (catalogue.CARD, "5555555555554444"):
        yield tool.call("GET", f"/v1/payments/cards/{card}")
    for slug in ("brass-bell", "cedar-box", "glass-jar"):
        yield tool.call("POST", "/v1/products", {"slug": slug, "name": slug.capitalize(), "price": 12.5})
        yield tool.call("GET", f"/v1/products/{slug}")
    yield tool.call("POST", "/v1/products", {"name": "No slug"})
    for form in ("csv", "ndjson"):
        yield tool.call("GET", f"/v1/admin/export?format={form}")
    for target in ("/v1/payments/pay_none", "/v1/orders/1", "/v1/orders/1/items", "/v1/carts/none"):
        yield tool.call("GET", target)
    yield tool.call("POST", "/v1/orders", {"cartId": "none"})
    yield tool.call("POST", "/v1/payments", {"orderId": 1, "method": "card"})
    # The last of them has not bought anything, so nobody misses the account.
    yield tool.call("DELETE", f"/v1/customers/{customers[-1]['id']}")
    yield tool.call("GET", f"/v1/customers/{customers[-1]['id']}")
    yield tool.call("DELETE", f"/v1/customers/{customers[-1]['id']}")
    tool.close()


def old_app(journal: recording.Journal) -> Walk:
    """Use the basket, which the cart has replaced long ago; every other call opens a connection of its own."""
    fields = {"User-Agent": "ShopApp/1.2 (old phone)"}
    app = client(journal, fields)
    for number in range(catalogue.FIRST_BASKET, catalogue.FIRST_BASKET + catalogue.BASKETS):
        yield recording.fetch(journal, HOST, PORT, f"/v1/basket/{number}", fields)
        if number % 2:
            items = [{"sku": f"KIT-{1001 + number % 5 * 4}", "quantity": 1, "price": 9.5}]
            yield app.call("PUT", f"/v1/basket/{number}", {"items": items})
    yield recording.fetch(journal, HOST, PORT, "/v1/basket/12", fields)
    app.close()


def operator(journal: recording.Journal, slugs: list[str]) -> Walk:
    """Watch over the shop with curl and scripts."""
    for round_number, slug in enumerate(slugs):
        yield recording.curl(journal, HOST, PORT, "/v1/health")
        yield recording.curl(journal, HOST, PORT, f"/v1/products/{slug}", "-I")
        yield recording.fetch(journal, HOST, PORT, "/v1/internal/debug", {})
        if round_number % 2:
            yield recording.curl(journal, HOST, PORT, "/v1/internal/debug", "-H", "Accept: application/json")
    yield recording.curl(journal, HOST, PORT, "/v1/admin/export")
    yield recording.curl(journal, HOST, PORT, "/v1/products/nothing", "-I")
    yield recording.curl(journal, HOST, PORT, "/v1/search?q=")
    yield recording.curl(journal, HOST, PORT, "/v1/customers?email=nobody%40example.com")
    yield recording.curl(journal, HOST, PORT, "/v1/products", "-H", "Content-Type: application/json", "--data", "{}")


def scanner(journal: recording.Journal) -> Walk:
    """Probe for what other software leaves open; nothing of it is here."""
    probe = client(journal, {"User-Agent": "demo-scanner/0.1"})
    for target in SCANNED:
        yield probe.call("GET", target)
    yield probe.call("PUT", "/v1/health", {})
    yield probe.call("POST", "/v1/search", {})
    probe.close()


def _preflight(method: str) -> dict[str, str]:
    asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization"}
    return asked | {"Origin": "https://www.shop.example"}


def _field(response: dict[str, Any], name: str) -> str:
    return next(str(field["value"]) for field in response["headers"] if field["name"] == name)


def _json(response: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(response["content"]["text"])
    return found


def walks(journal: recording.Journal) -> list[Walk]:
    """Return everybody who comes to the shop."""
    slugs, customers = list(catalogue.SLUGS), list(catalogue.customers().values())
    words = ["lamp", "oak", "kettle", "rug", "garden+bench", "linen", "pan", "wool"]
    visitors = [visitor(journal, slugs[at * 9 : at * 9 + 9], words[at * 2 : at * 2 + 2]) for at in range(4)]
    # The last customers buy nothing: see `staff`.
    buyers = [buyer(journal, row, random.Random(at)) for at, row in enumerate(customers[:4])]
    workers = [staff(journal, customers), old_app(journal), operator(journal, slugs[36:]), scanner(journal)]
    return [*visitors, *buyers, *workers]


def take_turns(everybody: list[Walk]) -> None:
    """Let them take their steps in turns; a seed decides whose turn it is."""
    chance = random.Random(catalogue.SEED)
    while everybody:
        walk = chance.choice(everybody)
        if next(walk, None) is None:
            everybody.remove(walk)


def main() -> None:
    journal = recording.Journal()
    with recording.serving(HERE / "server.py", PORT), recording.packets(HERE, [PORT]):
        take_turns(walks(journal))
    journal.write(HERE / "capture.har", "What the clients of samples/shop/make.py sent and received.")
    print(f"{len(journal.entries)} exchanges")


if __name__ == "__main__":
    main()

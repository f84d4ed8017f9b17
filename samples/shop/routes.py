"""Calls to the answers of a small web shop: one function for each operation."""

import json
import random
import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import catalogue

JSON = "application/json"
PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Call:
    """What a route gets: the query, the content and who asks."""

    query: dict[str, str]
    content: dict[str, Any]
    customer: dict[str, Any] | None  # None without a customer's token
    staff: bool


@dataclass(frozen=True)
class Answer:
    """What a route gives; `content` is encoded as JSON, bytes and iterables of bytes go as they are."""

    status: int = 200
    content: object = None
    fields: dict[str, str] = field(default_factory=dict)
    media_type: str = JSON


Route = Callable[..., Answer]
ROUTES: list[tuple[str, re.Pattern[str], Route]] = []


def route(method: str, template: str) -> Callable[[Route], Route]:
    """Serve a method on a path template below /v1."""
    pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", "/v1" + template) + r"\Z")

    def keep(function: Route) -> Route:
        ROUTES.append((method, pattern, function))
        return function

    return keep


def problem(status: int, title: str) -> Answer:
    """Tell what went wrong (RFC 9457)."""
    return Answer(status, {"title": title, "status": status}, media_type=PROBLEM)


def one(table: dict[str, dict[str, Any]], key: str) -> Answer:
    """Answer with one row of a table."""
    return Answer(content=table[key]) if key in table else problem(404, "Not found")


def page(rows: Iterable[dict[str, Any]], query: dict[str, str], size: int) -> dict[str, Any]:
    """Cut one page out of many rows."""
    found, number, size = list(rows), int(query.get("page", 1)), int(query.get("per_page", size))
    return {"items": found[(number - 1) * size : number * size], "page": number, "total": len(found)}


class Shop:
    """Everything that changes while the shop is open; ids come from a seed, so that every run gives the same ones."""

    def __init__(self) -> None:
        self.chance = random.Random(catalogue.SEED + 3)
        self.products, self.customers = catalogue.products(), catalogue.customers()
        self.orders = catalogue.orders()
        self.carts: dict[str, dict[str, Any]] = {}
        self.payments: dict[str, dict[str, Any]] = {}
        self.baskets = {
            str(number): {"id": number, "items": catalogue.lines(self.chance, 1)}
            for number in range(catalogue.FIRST_BASKET, catalogue.FIRST_BASKET + catalogue.BASKETS)
        }

    def ware(self, sku: object) -> dict[str, Any] | None:
        """Find a ware by its stock keeping unit."""
        return next((ware for ware in self.products.values() if ware["sku"] == sku), None)


SHOP = Shop()


@route("GET", "/health")
def health(_: Call) -> Answer:
    return Answer(content={"status": "ok", "version": "1.8.2"})


@route("GET", "/products")
def list_products(call: Call) -> Answer:
    wanted = call.query.get("category")
    rows = [ware for ware in SHOP.products.values() if wanted in (None, ware["category"])]
    rows.sort(key=lambda ware: ware[call.query.get("sort", "slug")])
    return Answer(content=page(rows, call.query, 6))


@route("POST", "/products")
def create_product(call: Call) -> Answer:
    if not call.staff:
        return problem(403, "Staff only")
    if not call.content.get("slug"):
        return problem(422, "A product needs a slug")
    ware = {"category": "kitchen", "inStock": True, **call.content, "sku": f"NEW-{2001 + len(SHOP.products)}"}
    SHOP.products[ware["slug"]] = ware
    return Answer(201, ware, {"Location": f"/v1/products/{ware['slug']}"})


@route("GET", "/products/{slug}")
def get_product(_: Call, slug: str) -> Answer:
    return one(SHOP.products, slug)


@route("GET", "/products/{slug}/reviews")
def list_reviews(call: Call, slug: str) -> Answer:
    if slug not in SHOP.products:
        return problem(404, "Not found")
    chance = random.Random(slug)
    rows = [{"stars": chance.randint(2, 5), "text": chance.choice(("Lovely.", "As described."))} for _ in range(4)]
    return Answer(content=page(rows, call.query, 2))


@route("GET", "/search")
def search(call: Call) -> Answer:
    words = call.query.get("q", "")
    if not words:
        return problem(422, "Say what to look for")
    found = [ware["slug"] for ware in SHOP.products.values() if any(word in ware["slug"] for word in words.split())]
    body = json.dumps({"query": words, "found": found}).encode()
    return Answer(content=(body[at : at + 64] for at in range(0, len(body), 64)))


@route("POST", "/sessions")
def sign_in(call: Call) -> Answer:
    found = [row for row in SHOP.customers.values() if row["email"] == call.content.get("email")]
    if not found or call.content.get("password") != catalogue.PASSWORD:
        return problem(401, "Wrong e-mail address or password")
    made = catalogue.token(found[0])
    return Answer(201, {"token": made, "expiresIn": 3600}, {"Set-Cookie": f"session={made}; Path=/; HttpOnly"})


@route("GET", "/customers")
def find_customers(call: Call) -> Answer:
    if not call.staff:
        return problem(403, "Staff only")
    return Answer(content=[row for row in SHOP.customers.values() if row["email"] == call.query.get("email")])


@route("GET", "/customers/me")
def get_me(call: Call) -> Answer:
    return Answer(content=call.customer) if call.customer else problem(401, "Sign in first")


@route("GET", "/customers/{customer_id}")
def get_customer(_: Call, customer_id: str) -> Answer:
    return one(SHOP.customers, customer_id)


@route("PATCH", "/customers/{customer_id}")
def change_customer(call: Call, customer_id: str) -> Answer:
    if not call.content.get("name"):
        return problem(422, "A customer needs a name")
    SHOP.customers[customer_id] |= {"name": call.content["name"]}
    return one(SHOP.customers, customer_id)


@route("DELETE", "/customers/{customer_id}")
def delete_customer(_: Call, customer_id: str) -> Answer:
    return Answer(204) if SHOP.customers.pop(customer_id, None) else problem(404, "Not found")


@route("GET", "/orders")
def list_orders(call: Call) -> Answer:
    wanted = call.query.get("status")
    rows = ({**order, "items": len(order["items"])} for order in SHOP.orders.values())
    return Answer(content=page((row for row in rows if wanted in (None, row["status"])), call.query, 4))


@route("POST", "/orders")
def place_order(call: Call) -> Answer:
    cart = SHOP.carts.get(str(call.content.get("cartId")))
    if not cart or not cart["items"]:
        return problem(422, "The cart is empty")
    number = catalogue.FIRST_ORDER + len(SHOP.orders)
    owner = (call.customer or {}).get("id", "")
    order = {"id": number, "customerId": owner, "status": "open", "items": cart["items"]}
    SHOP.orders[str(number)] = order | {"total": catalogue.total(cart["items"])}
    return Answer(201, SHOP.orders[str(number)], {"Location": f"/v1/orders/{number}"})


@route("GET", "/orders/{order_id}")
def get_order(_: Call, order_id: str) -> Answer:
    return one(SHOP.orders, order_id)


@route("GET", "/orders/{order_id}/items")
def list_order_items(_: Call, order_id: str) -> Answer:
    return Answer(content=SHOP.orders[order_id]["items"]) if order_id in SHOP.orders else problem(404, "Not found")


@route("GET", "/orders/{order_id}/items/{sku}")
def get_order_item(_: Call, order_id: str, sku: str) -> Answer:
    return one({item["sku"]: item for item in SHOP.orders.get(order_id, {"items": []})["items"]}, sku)


@route("POST", "/carts")
def open_cart(_: Call) -> Answer:
    key = str(uuid.UUID(int=SHOP.chance.getrandbits(128), version=4))
    SHOP.carts[key] = {"id": key, "items": [], "total": 0}
    return Answer(201, SHOP.carts[key], {"Location": f"/v1/carts/{key}"})


@route("GET", "/carts/{cart_id}")
def get_cart(_: Call, cart_id: str) -> Answer:
    return one(SHOP.carts, cart_id)


@route("POST", "/carts/{cart_id}/items")
def add_to_cart(call: Call, cart_id: str) -> Answer:
    ware, cart = SHOP.ware(call.content.get("sku")), SHOP.carts[cart_id]
    if not ware:
        return problem(422, "No such product")
    cart["items"].append({"sku": ware["sku"], "quantity": call.content["quantity"], "price": ware["price"]})
    cart["total"] = catalogue.total(cart["items"])
    return Answer(201, cart)


@route("DELETE", "/carts/{cart_id}/items/{sku}")
def remove_from_cart(_: Call, cart_id: str, sku: str) -> Answer:
    cart = SHOP.carts[cart_id]
    cart["items"] = [item for item in cart["items"] if item["sku"] != sku]
    cart["total"] = catalogue.total(cart["items"])
    return Answer(204)


@route("POST", "/payments")
def pay(call: Call) -> Answer:
    order = SHOP.orders.get(str(call.content.get("orderId")))
    if not order:
        return problem(422, "No such order")
    alphabet = "ABCDEFGHJKMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789"
    key = "pay_" + "".join(SHOP.chance.choices(alphabet, k=14))
    SHOP.payments[key] = {"id": key, "orderId": order["id"], "amount": order["total"], "state": "captured"}
    order["status"] = "paid"
    return Answer(201, SHOP.payments[key])


@route("GET", "/payments/{payment_id}")
def get_payment(_: Call, payment_id: str) -> Answer:
    return one(SHOP.payments, payment_id)


@route("GET", "/payments/cards/{card_number}")
def find_card(_: Call, card_number: str) -> Answer:
    return Answer(content={"network": "demo", "lastFour": card_number[-4:], "payments": len(SHOP.payments)})


@route("GET", "/basket/{basket_id}")
def get_basket(_: Call, basket_id: str) -> Answer:
    return one(SHOP.baskets, basket_id)


@route("PUT", "/basket/{basket_id}")
def replace_basket(call: Call, basket_id: str) -> Answer:
    SHOP.baskets[basket_id] = {"id": int(basket_id), "items": call.content["items"]}
    return one(SHOP.baskets, basket_id)


@route("GET", "/internal/debug")
def debug(_: Call) -> Answer:
    return Answer(content={"carts": len(SHOP.carts), "orders": len(SHOP.orders), "flags": {"newCheckout": True}})


@route("GET", "/admin/export")
def export(call: Call) -> Answer:
    if not call.staff:
        return problem(403, "Staff only")
    if call.query.get("format") == "csv":
        rows = (f"{order['id']},{order['status']},{order['total']}\n".encode() for order in SHOP.orders.values())
        return Answer(content=(b"id,status,total\n", *rows), media_type="text/csv")
    return Answer(
        content=(json.dumps(row).encode() + b"\n" for row in list(SHOP.orders.values())[:8]),
        media_type="application/x-ndjson",
    )


@route("GET", "/beta/recommendations/{customer_id}")
def recommend(_: Call, customer_id: str) -> Answer:
    return Answer(content={"slugs": random.Random(customer_id).sample(sorted(catalogue.SLUGS), 3)})

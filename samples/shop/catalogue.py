"""A seed to the wares, customers and orders of the shop: the same ones for the server and for its clients."""

import random
import uuid
from typing import Any

SEED = 20_240_611
STAFF_TOKEN = "demo-token-staff"
PASSWORD = "correct-horse-battery"
CARD = "4111111111111111"  # the card networks' published test number
FIRST_ORDER, ORDERS = 10_421, 36
FIRST_BASKET, BASKETS = 771, 9

CATEGORIES = ("kitchen", "garden", "lighting", "textiles")
_SLUGS = (
    "oak-table teapot linen-sheet copper-kettle walnut-tray garden-shears paper-lantern wool-blanket bread-knife "
    "rain-barrel reading-lamp cotton-towel cast-iron-pan herb-planter candle-holder silk-cushion mixing-bowl "
    "watering-can floor-lamp jute-rug espresso-cup bird-feeder desk-lamp velvet-curtain salad-spinner hand-trowel "
    "string-lights picnic-rug pepper-mill hammock night-light bath-mat rolling-pin wheelbarrow lampshade quilt "
    "cake-stand garden-bench table-runner apron colander trellis doormat whisk compost-bin chandelier"
)
SLUGS = tuple(_SLUGS.split())
PEOPLE = ("Ada Lovelace", "Alan Turing", "Grace Hopper", "Edsger Dijkstra", "Barbara Liskov", "Donald Knuth")


def products() -> dict[str, dict[str, Any]]:
    """Return the wares by slug."""
    chance = random.Random(SEED)
    return {
        slug: {
            "sku": f"{CATEGORIES[index % 4][:3].upper()}-{1001 + index}",
            "slug": slug,
            "name": slug.replace("-", " ").capitalize(),
            "category": CATEGORIES[index % 4],
            "price": chance.randrange(300, 25_000) / 100,
            "inStock": chance.random() < 0.9,
        }
        for index, slug in enumerate(SLUGS)
    }


def customers() -> dict[str, dict[str, Any]]:
    """Return the customers by id."""
    chance = random.Random(SEED + 1)
    found = {}
    for name in PEOPLE:
        key = str(uuid.UUID(int=chance.getrandbits(128), version=4))
        found[key] = {"id": key, "name": name, "email": f"{name.lower().replace(' ', '.')}@example.com"}
    return found


def token(customer: dict[str, Any]) -> str:
    """Return the bearer token that a customer signs in with."""
    return f"demo-token-{customer['name'].split()[0].lower()}"


def lines(chance: random.Random, count: int) -> list[dict[str, Any]]:
    """Choose some wares for a cart or an order."""
    chosen = chance.sample(list(products().values()), count)
    return [{"sku": ware["sku"], "quantity": chance.randint(1, 3), "price": ware["price"]} for ware in chosen]


def total(items: list[dict[str, Any]]) -> float:
    """Return what the lines of a cart or an order cost together."""
    return round(sum(item["price"] * item["quantity"] for item in items), 2)


def orders() -> dict[str, dict[str, Any]]:
    """Return the orders of the past, by number."""
    chance = random.Random(SEED + 2)
    found = {}
    for number in range(FIRST_ORDER, FIRST_ORDER + ORDERS):
        items = lines(chance, chance.randint(1, 3))
        found[str(number)] = {
            "id": number,
            "customerId": chance.choice(list(customers())),
            "status": chance.choice(("open", "paid", "shipped", "delivered")),
            "items": items,
            "total": total(items),
        }
    return found

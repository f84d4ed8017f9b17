"""Record the warehouse: a real server and a real client on loopback to capture.har.

Run it as `python samples/legacy-swagger/make.py`. Needs Python alone.
"""

import sys
from pathlib import Path
from urllib.parse import urlencode

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

import recording  # noqa: E402 (the folder above comes first)

PORT = 8090
HOST = f"warehouse.example:{PORT}"
BASE = "/warehouse/api"


def visit(client: recording.Client) -> None:
    """Look at the stock, book pick-ups, and count."""
    client.call("GET", f"{BASE}/stock")
    client.call("GET", f"{BASE}/stock?low=true")
    for number in range(400, 409):
        client.call("GET", f"{BASE}/stock/BOX-{number}")
    for number in (401, 405):
        client.call("PUT", f"{BASE}/stock/BOX-{number}", {"count": number % 9})
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for day in (3, 4, 5):
        date = f"2024-06-0{day}"
        client.call("POST", f"{BASE}/pickups", urlencode({"date": date, "boxes": day}).encode(), fields=form)
        client.call("GET", f"{BASE}/pickups/{date}/{day}")
        client.call("GET", f"{BASE}/counts/{date}")


def main() -> None:
    journal = recording.Journal()
    with recording.serving(HERE / "server.py", PORT):
        client = recording.Client(journal, HOST, PORT, {"User-Agent": "scanner-gun/2.0"})
        visit(client)
        client.close()
    journal.write(HERE / "capture.har", "What the client of samples/legacy-swagger/make.py sent and received.")
    print(f"{len(journal.entries)} exchanges")


if __name__ == "__main__":
    main()

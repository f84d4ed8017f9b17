"""Add a capture, say so from inside the transaction, and wait there to be killed."""

import sys
import time

from store_examples import each_path, sightings, summary

from inventory.model.endpoints import Endpoint
from inventory.model.observations import Sighting
from inventory.store import Store


def wait(found: list[Sighting], *, corrections: object = ()) -> list[Endpoint]:
    print(len(found), flush=True)
    time.sleep(600)
    return each_path(found)


with Store.open(sys.argv[1], create=True) as store:
    store.add(summary("killed.pcap"), sightings(int(sys.argv[2]), capture="killed.pcap"), wait)

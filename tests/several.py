"""One capture by several threads that share its connections as processes do, so that a test can look inside."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from inventory import workers
from inventory.decode import KeyLog
from inventory.errors import CaptureError
from inventory.handing import Handing, Shared, Taking
from inventory.scanning import Part, Scanned


def parts(path: Path, of: int, keys: KeyLog | None = None) -> list[Part | None]:
    """Return what each share shows, the reader's first; who gives up closes its pipes, as if its process had ended."""
    job = workers._Job(path, of, keys if keys is not None else KeyLog(), 1.0)
    shared = Shared(of - 1)
    pipes = [multiprocessing.Pipe() for _ in range(of - 1)]

    def read() -> Part | None:
        handing = Handing(shared, [one for one, _ in pipes])
        try:
            found = workers._read(job, handing)
            if found is not None:
                handing.wait()
        except (EOFError, OSError, CaptureError):
            return None
        finally:
            for one, _ in pipes:
                one.close()
        return found

    def take(number: int) -> Part | None:
        end = pipes[number - 1][1]
        try:
            return workers._taken(job, number, Taking(shared, number - 1, end))
        except OSError:
            return None
        finally:
            end.close()

    with ThreadPoolExecutor(of) as pool:
        reading = pool.submit(read)
        return [one.result() for one in (reading, *(pool.submit(take, number) for number in range(1, of)))]


def together(path: Path, of: int, keys: KeyLog | None = None) -> Scanned:
    """Return what all shares show."""
    found = [part for part in parts(path, of, keys) if part is not None]
    assert len(found) == of
    return workers._together(path.name, found)

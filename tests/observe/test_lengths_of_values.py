"""Of a value that is left out its length stays, in characters as they are read, and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.model.exchanges import Exchange, Place
from inventory.model.lengths import UNKNOWN, Range
from inventory.observe import observe
from inventory.observe.redaction import measure_path


def seen(target: str) -> tuple[str, list[int]]:
    """Return the redacted path of a request, and the length of each value in it."""
    found = observe(Exchange("GET", "http", "api.example", target, "1.1", 200, Place(0)))
    assert all(least == greatest for least, greatest in found.lengths)
    return found.path, [least for least, _ in found.lengths]


@pytest.mark.parametrize(
    ("target", "path", "lengths"),
    [
        ("/users/42", "/users/{integer}", [2]),
        ("/users/-1234", "/users/{integer}", [4]),
        ("/users/anna", "/users/anna", []),
        ("/users/42.json", "/users/{integer}.json", [2]),
        ("/users/42:cancel", "/users/{integer}:cancel", [2]),
        ("/users/12345-67", "/users/{integer}-{integer}", [5, 2]),
        ("/at/48.8566,2.35", "/at/{number},{number}", [7, 4]),
        ("/x/cus_9s6XKzkNRiz8i3", "/x/{token}", [18]),
        ("/x/ada@example.com", "/x/{email}", [15]),
        ("/x/M%C3%BCller%20%26%20Co", "/x/{string}", [11]),
        ("/x/%F0%9F%8E%88%20%F0%9F%8E%88", "/x/{string}", [3]),
        ("/x/y/Products(123)", "/x/y/Products({integer})", [3]),
        ("/x/y/Orders(ID=12345,Name='abcd')", "/x/y/Orders(ID={integer},Name={string})", [5, 4]),
        ("/x/y/region=eu", "/x/y/region={string}", [2]),
        ("/x/y/map;lat=50;long=12345", "/x/y/map;lat={integer};long={integer}", [2, 5]),
        ("/x/y/list;jsessionid=0123456789ABCDEF", "/x/y/list", []),
        ("/users/2f1c7a04-6f5e-4c0e-9a51-0c4f5d3f6c11/1234", "/users/{uuid}/{integer}", [36, 4]),
        ("/a//12345/./../678", "/a/{integer}", [3]),
    ],
)
def test_lengths_stand_beside_their_placeholders(target: str, path: str, lengths: list[int]) -> None:
    assert seen(target) == (path, lengths)


def test_the_rest_of_a_deep_path_has_no_length() -> None:
    found = observe(Exchange("GET", "http", "a", "/x" * 32 + "/1234", "1.1", 200, Place(0)))
    assert (found.path[-9:], found.lengths) == ("/x/{rest}", (UNKNOWN,))


SIGNS = st.text("aZ09-_.,:;=()'@~%20{}é ", max_size=30)


@settings(max_examples=300)
@given(st.lists(SIGNS, max_size=4))
def test_there_is_a_length_for_each_placeholder_whatever_is_sent(parts: list[str]) -> None:
    path, lengths = seen("/" + "/".join(parts))
    assert path.count("{") == path.count("}") == len(lengths)
    assert all(0 <= length <= 30 for length in lengths)


def test_a_segment_of_a_thousand_values_has_as_many_lengths() -> None:
    (found,) = measure_path([";a=1" * 1_000])
    assert found.lengths == (Range(1, 1),) * 1_000

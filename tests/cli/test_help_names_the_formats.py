"""`--help` names the formats that a command has, without importing them."""

import re

from program import Invoke

from inventory.reports import format_names
from inventory.reports.documents import DriftDocument


def test_help_names_the_formats_of_findings(invoke: Invoke) -> None:
    told = " ".join(re.sub(r"[│|]", " ", invoke("check", "--help").out).replace("-\n", "-").split())
    (listed,) = re.findall(r"Format of what is printed: ([a-z, -]+)\.", told)
    names = listed.replace("- ", "-").split(", ")
    assert names[0] == "table"
    assert sorted(names) == sorted(format_names(DriftDocument))

"""What the README says about rules: all of them, each with its page."""

import re

from program import ROOT

from inventory.rules import all_rules


def test_the_readme_names_each_rule_once_and_leads_to_its_page() -> None:
    section = (ROOT / "README.md").read_text("utf-8").partition("## What it finds\n")[2].partition("\n## ")[0]
    links = re.findall(r"\[([a-z-]+)\]\(docs/rules/([a-z-]+)\.md\)", section)
    assert all(name == page for name, page in links)
    assert sorted(name for name, _ in links) == sorted(all_rules())

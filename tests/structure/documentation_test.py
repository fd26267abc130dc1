"""The manual is complete: every key and environment variable is explained, every decision is listed, every promise has a
test, every link leads somewhere.

    documentation_test.py ROOT
"""

import json
import re
import sys
import unittest
from pathlib import Path

ROOT = None
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def keys_of(schema, path=""):
    """(key, variable or None) of every key that holds a value."""
    for name, property_ in schema.get("properties", {}).items():
        below = f"{path}.{name}" if path else name
        if property_.get("properties"):
            yield from keys_of(property_, below)
        else:
            yield below, property_.get("env")


def kernel_schema():
    source = (ROOT / "kernel/config/kernel_schema.cc").read_text()
    return json.loads(re.search(r'R"schema\((.*)\)schema"', source, re.DOTALL).group(1))


def section(text, title):
    """What stands below the heading `title`, up to the next one."""
    found = re.search(r"^###? " + re.escape(title) + r"$(.*?)(?=^###? |\Z)", text, re.DOTALL | re.MULTILINE)
    return found.group(1) if found else ""


class TheReferenceOfTheConfiguration(unittest.TestCase):
    def setUp(self):
        self.text = (ROOT / "docs/reference/configuration.md").read_text()
        self.variables = section(self.text, "Environment variables")

    def has(self, title, schema):
        here = section(self.text, title)
        for key, variable in keys_of(schema):
            with self.subTest(section=title, key=key):
                row = re.search(r"^\| `" + re.escape(key) + r"` \|.*$", here, re.MULTILINE)
                self.assertTrue(row, f"{title}: the key {key} is not explained")
                if variable:
                    self.assertIn(f"`{variable}`", row.group(0))
                    self.assertIn(f"| `{variable}` |", self.variables)

    def test_has_every_key_of_the_gateway(self):
        sections = kernel_schema()["properties"]
        for name in ("kernel", "log", "bus", "access"):
            self.has(f"`[{name}]`", sections[name])
        self.has("`[instances]` and `[bind]`", sections["instances"])
        self.has("`[[plugin]]`", sections["plugin"]["items"])

    def test_has_every_key_of_every_plugin(self):
        schemas = sorted(ROOT.glob("plugins/*/schema.json"))
        self.assertTrue(schemas)
        for file in schemas:
            schema = json.loads(file.read_text())
            title = f"`{file.parent.name}`"
            self.assertTrue(section(self.text, title), f"{title} has no section")
            self.has(title, schema)
            if "enabled_env" in schema:
                self.assertIn(f"`{schema['enabled_env']}`", section(self.text, title))


class TheListOfPromises(unittest.TestCase):
    """Every promise of docs/compatibility.md names tests that exist."""

    @staticmethod
    def names_in(file):
        """Of the tests of a JavaScript file, as expressions: parts that are filled in while it runs match anything."""
        names = []
        for quote, name in re.findall(r"""^\s*test\((['`])(.+?)\1,""", file.read_text(), re.MULTILINE):
            parts = re.split(r"\$\{[^}]*\}", name.replace("\\'", "'"))
            names.append(re.compile((".+" if quote == "`" else "").join(re.escape(part) for part in parts)))
        return names

    def test_names_tests_that_exist(self):
        rows = [line for line in (ROOT / "docs/compatibility.md").read_text().splitlines() if line.startswith("| ")]
        promises = [row.strip("|").split("|") for row in rows if not row.startswith("| promise")]
        self.assertTrue(promises)
        sources = "\n".join(file.read_text() for file in (ROOT / "tests/unit").rglob("*_test.cc"))
        for promise in promises:
            self.assertEqual(len(promise), 2, promise)
            for proof in promise[1].split("<br>"):
                with self.subTest(proof=proof.strip()):
                    whole = re.fullmatch(r"`(\w+\.test\.mjs)`: (.+)", proof.strip())
                    if whole:
                        file = ROOT / "tests/integration" / whole.group(1)
                        self.assertTrue(file.exists(), f"{file.name} is not there")
                        self.assertTrue(any(name.fullmatch(whole.group(2)) for name in self.names_in(file)),
                                        f"{file.name} has no test of that name")
                        continue
                    unit = re.fullmatch(r"`(\w+)\.(\w+)`", proof.strip())
                    self.assertTrue(unit, "neither a test of tests/integration nor one of tests/unit")
                    there = re.search(rf"TEST(_F|_P)?\({unit.group(1)},\s*{unit.group(2)}\)", sources)
                    self.assertTrue(there, "there is no unit test of that name")


class TheManual(unittest.TestCase):
    def test_lists_every_decision(self):
        listed = (ROOT / "docs/decisions/README.md").read_text()
        for page in sorted(ROOT.glob("docs/decisions/[0-9]*.md")):
            with self.subTest(page=page.name):
                number, title = re.match(r"# (\d+)\. (.+)", page.read_text()).groups()
                self.assertEqual(int(page.name[:4]), int(number))
                self.assertIn(f"- [{number}. {title}]({page.name})", listed)

    def test_has_no_link_that_leads_nowhere(self):
        pages = [ROOT / "README.md"]
        for folder in ("docs", "kernel", "plugins", "sdk", "examples", "tests/fixtures", "tests/integration", "tests/bench"):
            pages += [page for page in (ROOT / folder).rglob("*.md") if "node_modules" not in page.parts]
        for page in pages:
            for target in LINK.findall(page.read_text()):
                if "://" in target:
                    continue
                with self.subTest(page=str(page.relative_to(ROOT)), target=target):
                    self.assertTrue((page.parent / target).exists())


if __name__ == "__main__":
    ROOT = Path(sys.argv.pop(1)).resolve()
    unittest.main()

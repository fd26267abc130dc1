"""Reads the tree and tells where it breaks the rules of the house: who may know whom, where a library lives.

    structure.py ROOT     prints "path:line: rule" for every violation and exits 1, or exits 0

Only text is read; nothing is built. Each rule is one function that yields violations.
"""

import json
import os
import re
import sys
from pathlib import Path

# Inside the kernel, a line may use the lines above it only.
KERNEL_LINES = [["core"], ["log"], ["config", "module", "guard"], ["bus"], ["instances", "access"], ["route"], ["plugin"]]
KERNEL_LEVEL = {name: level for level, line in enumerate(KERNEL_LINES) for name in line}
LEVEL_OF_ROOT = len(KERNEL_LINES)  # kernel.h and its .cc: the composition root
LEVEL_OF_APP = LEVEL_OF_ROOT + 1

# What several plugins are made of; every other folder of plugins/ is a plugin.
LIBRARIES = "plugins/libraries/"

# A library of others and the only places that may include it. Tests and examples may include anything.
HOMES = [
    ("toml++/", ["kernel/config/"]),
    ("spdlog/", ["kernel/log/"]),
    ("boost/dll", ["kernel/module/"]),
    ("Poco/", ["kernel/app/"]),
    ("curl/", ["plugins/http_client/"]),
    ("sqlite3.h", ["plugins/libraries/sqlite/"]),
    ("qrencode.h", ["plugins/libraries/qr_image/", "kernel/app/"]),
    ("gtest/", ["sdk/include/wagate/testing/"]),
    ("gmock/", ["sdk/include/wagate/testing/"]),
]

STANDARD = set(
    """algorithm any array atomic barrier bit bitset cassert cctype cerrno charconv chrono climits cmath compare complex
    concepts condition_variable csignal cstdarg cstddef cstdint cstdio cstdlib cstring ctime deque exception
    expected filesystem format forward_list fstream functional future initializer_list iomanip ios iosfwd iostream
    istream iterator latch limits list locale map memory memory_resource mutex new numbers numeric optional ostream
    queue random ranges ratio regex scoped_allocator semaphore set shared_mutex source_location span sstream stack
    stdexcept stop_token streambuf string string_view system_error thread tuple type_traits typeindex typeinfo
    unordered_map unordered_set utility valarray variant vector version""".split()
)

CODE = (".h", ".hpp", ".cc", ".cpp", ".c")
SKIPPED_FOLDERS = {".git", "build", "node_modules", "__pycache__", ".cache"}
MAX_LINES = 600
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
# Written in pieces: this file is read like any other.
MACHINE_PATHS = [re.compile("/" + "work/"), re.compile(r"\bshare" + "d/(design|reference|hooks)")]


class Tree:
    """The files below a root, with the text of those that hold text."""

    def __init__(self, root):
        self.root = Path(root)
        self.files = []
        self.folders = []
        for folder, names, files in os.walk(self.root):
            names[:] = sorted(n for n in names if n not in SKIPPED_FOLDERS)
            here = Path(folder)
            self.folders += [(here / n).relative_to(self.root).as_posix() for n in names]
            self.files += [(here / f).relative_to(self.root).as_posix() for f in sorted(files)]
        self.known = set(self.files)
        self.cache = {}

    def text(self, path):
        if path not in self.cache:
            try:
                self.cache[path] = (self.root / path).read_bytes().decode("utf-8")
            except UnicodeDecodeError:
                self.cache[path] = ""  # a picture, a recording
        return self.cache[path]

    def lines(self, path):
        return enumerate(self.text(path).split("\n"), 1)

    def code(self, *prefixes):
        return [f for f in self.files if f.endswith(CODE) and f.startswith(prefixes)]

    def includes(self, path):
        for number, line in self.lines(path):
            found = INCLUDE.match(line)
            if found:
                yield number, found.group(1), found.group(2)

    def resolve(self, path, name):
        """The file of this tree that `#include "name"` in `path` means, or None."""
        folder = os.path.dirname(path)
        places = [folder, "", "kernel", "sdk/include"]
        if path.startswith("plugins/"):
            places[1:1] = ["/".join(path.split("/")[:2]), LIBRARIES]
        for place in places:
            candidate = os.path.normpath(os.path.join(place, name))
            if candidate in self.known:
                return candidate
        return None


def plugins_of(tree):
    return {f.split("/")[1] for f in tree.files if f.startswith("plugins/") and f.count("/") > 1 and not f.startswith(LIBRARIES)}


def libraries_of(tree):
    return {f.split("/")[2] for f in tree.files if f.startswith(LIBRARIES) and f.count("/") > 2}


def level(path):
    """Where a file of the kernel stands in the order."""
    parts = path.split("/")
    if len(parts) == 2:
        return LEVEL_OF_ROOT
    return LEVEL_OF_APP if parts[1] == "app" else KERNEL_LEVEL.get(parts[1])


def sdk_knows_only_the_standard_library(tree):
    for path in tree.code("sdk/include/"):
        testing = path.startswith("sdk/include/wagate/testing/")
        for line, _, name in tree.includes(path):
            if name in STANDARD or name.startswith("wagate/"):
                continue
            if testing and name.startswith(("gtest/", "gmock/", "nlohmann/")):
                continue
            yield path, line, f"the SDK includes the standard library and itself only, not <{name}>"


def abi_knows_only_the_abi(tree):
    for path in tree.code("sdk/include/wagate/abi/"):
        for line, _, name in tree.includes(path):
            if name.startswith("wagate/") and not name.startswith("wagate/abi/"):
                yield path, line, f"wagate/abi is frozen and stands alone; it must not include {name}"


def kernel_knows_no_plugin(tree):
    plugins = plugins_of(tree)
    for path in tree.code("kernel/"):
        for line, _, name in tree.includes(path):
            target = tree.resolve(path, name) or name
            if target.startswith("plugins/"):
                yield path, line, f"the kernel includes a plugin's file: {name}"
        for number, line in tree.lines(path):
            code = line.split("//")[0]
            for plugin in plugins:
                if re.search(rf"\b{plugin}\b", code):
                    yield path, number, f'the kernel names the plugin "{plugin}"; it may know services only'


def kernel_lines_use_lines_above(tree):
    for path in tree.code("kernel/"):
        own = level(path)
        if own is None:
            yield path, 1, "this folder of the kernel has no place in the order; add it to structure.py"
            continue
        for line, quote, name in tree.includes(path):
            target = tree.resolve(path, name)
            if quote == "<" or target is None or not target.startswith("kernel/"):
                continue
            if os.path.dirname(target) == os.path.dirname(path):
                continue
            other = level(target)
            if other is None or other >= own:
                yield path, line, f"{os.path.dirname(path)} may use only lines above it, not {target}"


def plugins_know_the_sdk_and_libraries_only(tree):
    for path in tree.code("plugins/"):
        if path.startswith(LIBRARIES):
            continue
        own = "/".join(path.split("/")[:2]) + "/"
        for line, quote, name in tree.includes(path):
            target = (tree.resolve(path, name) if quote == '"' else None) or name
            if target.startswith("kernel/"):
                yield path, line, f"a plugin includes the kernel: {name}"
            elif target.startswith("plugins/") and not target.startswith((own, LIBRARIES)):
                yield path, line, f"a plugin includes another plugin: {name}"


def libraries_know_the_sdk_at_most(tree):
    for path in tree.code(LIBRARIES):
        own = "/".join(path.split("/")[:3]) + "/"
        for line, quote, name in tree.includes(path):
            target = (tree.resolve(path, name) if quote == '"' else None) or name
            if target.startswith(("kernel/", "plugins/")) and not target.startswith(own):
                yield path, line, f"a library of plugins knows the SDK at most, not {name}"


def quoted_includes_exist(tree):
    for path in tree.code("kernel/", "plugins/", "sdk/"):
        for line, quote, name in tree.includes(path):
            if quote == '"' and not name.endswith(("_generated.h", ".pb.h")) and tree.resolve(path, name) is None:
                yield path, line, f'no file of this tree is meant by "{name}"; use <> for libraries'


def libraries_stay_at_home(tree):
    for path in tree.code("kernel/", "plugins/", "sdk/"):
        for line, _, name in tree.includes(path):
            for library, homes in HOMES:
                if name.startswith(library) and not path.startswith(tuple(homes)):
                    yield path, line, f"{name} may be included in {', '.join(homes)} only"


def no_json_in_headers(tree):
    for path in tree.code("kernel/", "sdk/include/"):
        if not path.endswith((".h", ".hpp")) or path.startswith("sdk/include/wagate/testing/"):
            continue
        for line, _, name in tree.includes(path):
            if name.startswith("nlohmann/"):
                yield path, line, "nlohmann/json costs seconds in every file that includes this header"


def no_coroutines(tree):
    for path in tree.code("kernel/", "plugins/", "sdk/"):
        for number, line in tree.lines(path):
            if re.search(r"\bco_(await|yield|return)\b", line.split("//")[0]):
                yield path, number, "g++ 12 miscompiles coroutines; use callbacks"


def no_drawer_folders(tree):
    for folder in tree.folders:
        if folder.split("/")[-1].lower() in {"utils", "util", "misc", "helpers", "common"}:
            yield folder, 1, "a folder is named after an idea, not after a drawer"


def every_module_explains_itself(tree):
    modules = {"/".join(f.split("/")[:2]) for f in tree.files if f.startswith(("kernel/", "plugins/", "examples/")) and f.count("/") > 1}
    modules |= {LIBRARIES + library for library in libraries_of(tree)}
    for module in sorted(modules):
        if f"{module}/README.md" not in tree.known:
            yield module, 1, "a module has a README.md"


def plugin_folders_are_complete(tree):
    for plugin in sorted(plugins_of(tree)):
        for name in ("CMakeLists.txt", "plugin.cc", "schema.json"):
            if f"plugins/{plugin}/{name}" not in tree.known:
                yield f"plugins/{plugin}", 1, f"a plugin has a {name}"
        path = f"plugins/{plugin}/schema.json"
        if path in tree.known:
            try:
                schema = json.loads(tree.text(path))
                if schema.get("type") != "object" or schema.get("additionalProperties") is not False:
                    yield path, 1, 'a schema is an object with "additionalProperties": false, so that a typing error shows'
            except json.JSONDecodeError as error:
                yield path, error.lineno, f"not JSON: {error.msg}"


def keys_of(schema, path=""):
    """The dotted keys that a schema knows."""
    for name, inner in schema.get("properties", {}).items():
        if inner.get("properties"):
            yield from keys_of(inner, f"{path}{name}.")
        else:
            yield path + name


def the_shipped_configuration_is_complete(tree):
    """config/wagate.toml has a block for every plugin, and every key of its schema in it, in use or commented out."""
    if "config/wagate.toml" not in tree.known:
        return
    blocks = re.split(r"^#? ?\[\[plugin\]\]$", tree.text("config/wagate.toml"), flags=re.M)[1:]
    by_id = {found.group(1): block for block in blocks if (found := re.search(r'^#? ?id = "([^"]+)"', block, re.M))}
    for path in tree.files:
        found = re.fullmatch(r"plugins/([^/]+)/schema\.json", path)
        if not found:
            continue
        if found.group(1) not in by_id:
            yield "config/wagate.toml", 1, f"there is no [[plugin]] block for {found.group(1)}"
            continue
        for key in keys_of(json.loads(tree.text(path))):
            if not re.search(rf"^(# )?{re.escape(key)} = ", by_id[found.group(1)], re.M):
                yield "config/wagate.toml", 1, f"the block of {found.group(1)} lacks the key {key}"


def files_hold_one_idea(tree):
    for path in tree.code("kernel/", "plugins/", "sdk/", "tests/", "examples/"):
        count = tree.text(path).count("\n")
        if count > MAX_LINES:
            yield path, count, f"{count} lines; a file of more than {MAX_LINES} holds more than one idea"


def headers_have_a_guard(tree):
    for path in tree.code("kernel/", "plugins/", "sdk/"):
        if path.endswith((".h", ".hpp")) and "#pragma once" not in tree.text(path):
            yield path, 1, "a header begins with #pragma once"


def nothing_names_a_machine(tree):
    for path in tree.files:
        for number, line in tree.lines(path):
            for pattern in MACHINE_PATHS:
                if pattern.search(line):
                    yield path, number, "this names a path of one machine"


RULES = [
    sdk_knows_only_the_standard_library,
    abi_knows_only_the_abi,
    kernel_knows_no_plugin,
    kernel_lines_use_lines_above,
    plugins_know_the_sdk_and_libraries_only,
    libraries_know_the_sdk_at_most,
    quoted_includes_exist,
    libraries_stay_at_home,
    no_json_in_headers,
    no_coroutines,
    no_drawer_folders,
    every_module_explains_itself,
    plugin_folders_are_complete,
    the_shipped_configuration_is_complete,
    files_hold_one_idea,
    headers_have_a_guard,
    nothing_names_a_machine,
]


def violations(root):
    tree = Tree(root)
    return [f"{path}:{line}: {text}" for rule in RULES for path, line, text in rule(tree)]


def main():
    found = violations(sys.argv[1])
    print("\n".join(found) if found else "the tree keeps its rules")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

"""The rules of structure.py hold in this tree, and each of them can fail.

    structure_test.py ROOT
"""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import structure  # noqa: E402

ROOT = None


class TheTree(unittest.TestCase):
    def test_keeps_its_rules(self):
        found = structure.violations(ROOT)
        self.assertFalse(found, "\n" + "\n".join(found))


class ARule(unittest.TestCase):
    """Plants one violation in an empty tree and expects exactly its sentence."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def plant(self, path, text):
        file = Path(self.folder.name) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def reports(self, *expected):
        found = structure.violations(self.folder.name)
        for part in expected:
            self.assertTrue(any(part in line for line in found), f"no violation says {part!r}: {found}")

    def accepts(self):
        self.assertEqual([], structure.violations(self.folder.name))

    def test_refuses_a_library_in_the_sdk(self):
        self.plant("sdk/include/wagate/log.h", "#pragma once\n#include <string>\n#include <nlohmann/json.hpp>\n")
        self.reports("sdk/include/wagate/log.h:3: the SDK includes the standard library")

    def test_lets_the_testing_part_of_the_sdk_use_gmock(self):
        self.plant("sdk/include/wagate/testing/fake.h", "#pragma once\n#include <gmock/gmock.h>\n")
        self.accepts()

    def test_refuses_the_comfort_layer_in_the_abi(self):
        self.plant("sdk/include/wagate/log.h", "#pragma once\n")
        self.plant("sdk/include/wagate/abi/host.h", '#pragma once\n#include "wagate/log.h"\n')
        self.reports("sdk/include/wagate/abi/host.h:2: wagate/abi is frozen")

    def test_refuses_a_plugin_in_the_kernel(self):
        self.plant("plugins/auth_x/gate.h", "#pragma once\n")
        self.plant("kernel/bus/bus.cc", '#include "plugins/auth_x/gate.h"\n')
        self.reports("kernel/bus/bus.cc:1: the kernel includes a plugin's file")

    def test_refuses_a_plugins_name_in_the_kernel_but_not_in_a_comment(self):
        self.plant("plugins/auth_x/plugin.cc", "")
        self.plant("kernel/core/a.cc", '// auth_x\nauto id = "auth_x";\n')
        self.reports('kernel/core/a.cc:2: the kernel names the plugin "auth_x"')
        self.assertFalse([v for v in structure.violations(self.folder.name) if "a.cc:1:" in v])

    def test_refuses_an_include_that_points_down_inside_the_kernel(self):
        self.plant("kernel/bus/bus.h", "#pragma once\n")
        self.plant("kernel/core/clock.cc", '#include "kernel/bus/bus.h"\n')
        self.reports("kernel/core/clock.cc:1: kernel/core may use only lines above it, not kernel/bus/bus.h")

    def test_refuses_neighbours_on_one_line_of_the_kernel(self):
        self.plant("kernel/guard/gate.h", "#pragma once\n")
        self.plant("kernel/module/loader.cc", '#include "guard/gate.h"\n')
        self.reports("kernel/module/loader.cc:1: kernel/module may use only lines above it")

    def test_refuses_the_program_below_the_composition_root(self):
        self.plant("kernel/app/cli.h", "#pragma once\n")
        self.plant("kernel/kernel.cc", '#include "kernel/app/cli.h"\n')
        self.reports("kernel/kernel.cc:1: kernel may use only lines above it")

    def test_refuses_a_plugin_that_includes_the_kernel_or_another_plugin(self):
        self.plant("kernel/core/clock.h", "#pragma once\n")
        self.plant("plugins/b/api.h", "#pragma once\n")
        self.plant("plugins/a/a.cc", '#include "kernel/core/clock.h"\n#include "plugins/b/api.h"\n')
        self.reports("plugins/a/a.cc:1: a plugin includes the kernel", "plugins/a/a.cc:2: a plugin includes another plugin")

    def test_lets_a_plugin_and_nobody_else_use_a_library(self):
        self.plant("plugins/libraries/README.md", "")
        self.plant("plugins/libraries/table/README.md", "")
        self.plant("plugins/libraries/table/row.h", "#pragma once\n#include <sqlite3.h>\n")
        self.plant("plugins/a/a.cc", '#include "table/row.h"\n')
        self.plant("kernel/core/a.cc", '#include "plugins/libraries/table/row.h"\nint libraries = 0;\n')
        found = structure.violations(self.folder.name)
        self.assertFalse([v for v in found if v.startswith("plugins/a/a.cc")], found)
        self.reports("kernel/core/a.cc:1: the kernel includes a plugin's file", "plugins/libraries/table/row.h:2: sqlite3.h may")
        self.assertFalse([v for v in found if "a.cc:2:" in v], found)

    def test_refuses_a_library_that_knows_a_plugin_the_kernel_or_another_library(self):
        self.plant("kernel/core/clock.h", "#pragma once\n")
        self.plant("plugins/a/api.h", "#pragma once\n")
        self.plant("plugins/libraries/row/row.h", "#pragma once\n")
        self.plant("plugins/libraries/table/table.cc", '#include "plugins/a/api.h"\n#include "kernel/core/clock.h"\n'
                                                       '#include "row/row.h"\n')
        self.reports(*[f"plugins/libraries/table/table.cc:{line}: a library of plugins knows the SDK" for line in (1, 2, 3)])

    def test_refuses_a_library_without_a_readme(self):
        self.plant("plugins/libraries/table/table.cc", "")
        self.reports("plugins/libraries:1: a module has a README.md", "plugins/libraries/table:1: a module has a README.md")
        self.assertFalse([v for v in structure.violations(self.folder.name) if "a plugin has a" in v])

    def test_refuses_an_include_of_nothing(self):
        self.plant("kernel/core/clock.cc", '#include "kernel/core/clok.h"\n')
        self.reports("kernel/core/clock.cc:1: no file of this tree is meant")

    def test_refuses_a_library_away_from_home(self):
        for name in ("toml++/toml.h", "spdlog/spdlog.h", "boost/dll.hpp", "Poco/Net/Socket.h", "sqlite3.h", "gtest/gtest.h"):
            self.plant("kernel/bus/bus.cc", f"#include <{name}>\n")
            self.reports(f"kernel/bus/bus.cc:1: {name} may be included in")

    def test_refuses_json_in_a_header_of_the_kernel(self):
        self.plant("kernel/config/tree.h", "#pragma once\n#include <nlohmann/json.hpp>\n")
        self.reports("kernel/config/tree.h:2: nlohmann/json costs seconds")

    def test_refuses_a_coroutine(self):
        self.plant("kernel/core/a.cc", "  co_await next();\n")
        self.reports("kernel/core/a.cc:1: g++ 12 miscompiles coroutines")

    def test_refuses_a_folder_named_after_a_drawer(self):
        self.plant("kernel/core/utils/text.h", "#pragma once\n")
        self.reports("kernel/core/utils:1: a folder is named after an idea")

    def test_refuses_a_module_without_a_readme(self):
        self.plant("kernel/bus/bus.cc", "")
        self.reports("kernel/bus:1: a module has a README.md")

    def test_refuses_an_incomplete_plugin_and_an_open_schema(self):
        self.plant("plugins/a/schema.json", '{"type": "object"}')
        self.reports("plugins/a:1: a plugin has a plugin.cc", "plugins/a/schema.json:1: a schema is an object")

    def test_refuses_a_shipped_configuration_that_lacks_a_plugin_or_a_key(self):
        self.plant("plugins/a/schema.json", '{"properties": {"x": {"type": "string"}, "y": {"properties": {"z": {}}}}}')
        self.plant("plugins/b/schema.json", "{}")
        self.plant("config/wagate.toml", '# [[plugin]]\n# id = "a"\n# [plugin.config]\n# x = ""\n')
        self.reports("no [[plugin]] block for b", "the block of a lacks the key y.z")

    def test_refuses_a_file_that_is_too_long(self):
        self.plant("kernel/core/a.cc", "\n" * 601)
        self.reports("kernel/core/a.cc:601: 601 lines")

    def test_refuses_a_header_without_a_guard(self):
        self.plant("kernel/core/a.h", "struct A;\n")
        self.reports("kernel/core/a.h:1: a header begins with #pragma once")

    def test_refuses_a_path_of_one_machine(self):
        self.plant("docs/index.md", "see /" + "work/notes\nand ../share" + "d/design\n")
        self.reports("docs/index.md:1: this names a path", "docs/index.md:2: this names a path")


if __name__ == "__main__":
    ROOT = sys.argv.pop(1)
    unittest.main()

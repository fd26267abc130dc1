#include "kernel/config/configuration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "kernel/config/config_report.h"

namespace wagate {
namespace {

namespace fs = std::filesystem;

using ::testing::HasSubstr;

class ConfigurationTest : public ::testing::Test {
 protected:
  ConfigurationTest() {
    char name[] = "/tmp/wagate-config-XXXXXX";
    dir_ = mkdtemp(name);
    inputs_.working_dir = dir_;
    inputs_.system_file = dir_ / "etc.toml";
    inputs_.default_plugin_dir = "/usr/lib/wagate/plugins";
  }
  ~ConfigurationTest() override { fs::remove_all(dir_); }

  void write(const std::string& name, const std::string& text) { std::ofstream(dir_ / name) << text; }

  Configuration load() {
    problems_.clear();
    return Configuration::load(inputs_, problems_);
  }

  fs::path dir_;
  ConfigInputs inputs_;
  ConfigProblems problems_;
};

TEST_F(ConfigurationTest, RunsOnDefaultsAlone) {
  const Configuration configuration = load();

  EXPECT_EQ(render(problems_), "");
  EXPECT_EQ(configuration.kernel().executor_threads, 4u);
  EXPECT_EQ(configuration.kernel().shutdown_deadline_ms, 10'000);
  EXPECT_EQ(configuration.kernel().plugin_dirs, (std::vector<fs::path>{"/usr/lib/wagate/plugins"}));
  EXPECT_EQ(configuration.kernel().log.level, abi::LogLevel::info);
  EXPECT_TRUE(configuration.units().empty());
}

TEST_F(ConfigurationTest, PutsTheEnvironmentOverDotenvOverTheFileOverTheDefaults) {
  write("wagate.toml", "[kernel]\nserver_url = 'file'\nlocal_date_time = true\nshutdown_deadline_ms = 500\n");
  EXPECT_EQ(load().kernel().server_url, "file");

  write(".env", "SERVER_URL=dotenv\n");
  EXPECT_EQ(load().kernel().server_url, "dotenv");

  inputs_.environment["SERVER_URL"] = "environment";
  const Configuration configuration = load();
  EXPECT_EQ(configuration.kernel().server_url, "environment");
  EXPECT_TRUE(configuration.kernel().local_date_time);
  const std::string explained = explain_config(kernel_sections(configuration.kernel_tree()));
  EXPECT_THAT(explained, HasSubstr("server_url = \"environment\""));
  EXPECT_THAT(explained, HasSubstr("# environment variable SERVER_URL"));
  EXPECT_THAT(explained, HasSubstr("# wagate.toml:4"));
  EXPECT_THAT(explained, HasSubstr("# default"));
}

TEST_F(ConfigurationTest, ReadsTheVariablesOfEvolution) {
  inputs_.environment = {{"WEBSOCKET_GLOBAL_EVENTS", "true"},
                         {"AUTHENTICATION_EXPOSE_IN_FETCH_INSTANCES", "TRUE"},
                         {"WEBSOCKET_ALLOW_SENDNODE", "false"},
                         {"LOG_LEVEL", "ERROR,WARN"}};

  const Configuration configuration = load();

  EXPECT_FALSE(has_errors(problems_));
  EXPECT_EQ(render(problems_),
            "environment variable AUTHENTICATION_EXPOSE_IN_FETCH_INSTANCES: warning: "
            "AUTHENTICATION_EXPOSE_IN_FETCH_INSTANCES is neither \"true\" nor \"false\", and counts as false\n"
            "      = only the exact text true, in lower case, switches it on\n");
  EXPECT_TRUE(configuration.kernel().global_events);
  EXPECT_FALSE(configuration.kernel().expose_tokens);
  EXPECT_FALSE(configuration.kernel().allow_send_node);
  EXPECT_EQ(configuration.kernel().log.level, abi::LogLevel::warn);
}

TEST_F(ConfigurationTest, LooksForItsFileInAFixedOrder) {
  inputs_.default_text = "[kernel]\nserver_url = 'built in'\n";
  EXPECT_EQ(load().kernel().server_url, "built in");
  EXPECT_EQ(load().source_name(), "built-in configuration");

  write("etc.toml", "[kernel]\nserver_url = 'system'\n");
  EXPECT_EQ(load().kernel().server_url, "system");

  write("wagate.toml", "[kernel]\nserver_url = 'here'\n");
  EXPECT_EQ(load().kernel().server_url, "here");

  write("variable.toml", "[kernel]\nserver_url = 'variable'\n");
  inputs_.environment["WAGATE_CONFIG"] = "variable.toml";
  EXPECT_EQ(load().kernel().server_url, "variable");

  write("option.toml", "[kernel]\nserver_url = 'option'\n");
  inputs_.file = "option.toml";
  EXPECT_EQ(load().kernel().server_url, "option");
}

TEST_F(ConfigurationTest, NamesAMissingFileAndWhoNamedIt) {
  inputs_.environment["WAGATE_CONFIG"] = "nowhere.toml";

  EXPECT_FALSE(load().readable());

  EXPECT_EQ(render(problems_),
            "nowhere.toml: error: the configuration file cannot be read: No such file or directory\n"
            "      = it was named by WAGATE_CONFIG; correct the name, or make the file readable\n\n"
            "1 problem; nothing was started.");
}

TEST_F(ConfigurationTest, SubstitutesVariablesAndFilesAndHidesThem) {
  write("key", "k3y\n");
  inputs_.environment["TENANT"] = "acme";
  inputs_.default_text =
      "[[plugin]]\nid = 'x'\n[plugin.config]\na = '${ENV:TENANT}-${FILE:key}'\nb = '$${ENV:TENANT}'\n";

  const Configuration configuration = load();

  EXPECT_EQ(render(problems_), "");
  const ConfigValue& config = configuration.units().at(0).config;
  EXPECT_EQ(config.find("a")->text(), "acme-k3y");
  EXPECT_TRUE(config.find("a")->hidden());
  EXPECT_EQ(config.find("b")->text(), "${ENV:TENANT}");
  EXPECT_FALSE(config.find("b")->hidden());
}

TEST_F(ConfigurationTest, SaysWhyASubstitutionFails) {
  inputs_.default_text =
      "[[plugin]]\nid = 'x'\n[plugin.config]\na = '${FILE:/nowhere/key}'\nb = '${ENV:NOBODY}'\nc = '${WHAT}'\nd = "
      "'${ENV:X'\n";

  load();

  const std::string text = render(problems_);
  EXPECT_THAT(
      text,
      HasSubstr("built-in configuration:4:5: error: ${FILE:/nowhere/key} cannot be read: No such file or directory\n"
                "      = the gateway runs as user id "));
  EXPECT_THAT(text, HasSubstr("${ENV:NOBODY}: this environment variable is not set"));
  EXPECT_THAT(text, HasSubstr("${WHAT} is neither ${ENV:NAME} nor ${FILE:/path}"));
  EXPECT_THAT(text, HasSubstr("\"${\" has no closing \"}\""));
  EXPECT_THAT(text, HasSubstr("4 problems"));
}

TEST_F(ConfigurationTest, RefusesTwoUnitsOfOneName) {
  inputs_.default_text = "[[plugin]]\nid = 'x'\n[[plugin]]\nid = 'y'\nname = 'x'\n";

  load();

  EXPECT_THAT(render(problems_),
              HasSubstr("built-in configuration:4:6: error: [[plugin]]: two units have the name \"x\"\n"));
  EXPECT_THAT(render(problems_),
              HasSubstr("= the other one is at built-in configuration:2; give one of them a \"name\" of its own"));
}

TEST_F(ConfigurationTest, ReportsAllProblemsOfItsOwnSectionsAtOnce) {
  inputs_.default_text = "[kernel]\nexecutor_threads = 0\nserver_ulr = ''\n[log]\nlevel = 'loud'\n[nonsense]\n";

  const Configuration configuration = load();

  EXPECT_TRUE(configuration.readable());
  EXPECT_FALSE(configuration.intact());
  const std::string text = render(problems_);
  EXPECT_THAT(text, HasSubstr("[kernel]: executor_threads must be between 1 and 256"));
  EXPECT_THAT(text, HasSubstr("[kernel]: unknown key \"server_ulr\""));
  EXPECT_THAT(text, HasSubstr("did you mean \"server_url\"?"));
  EXPECT_THAT(text, HasSubstr("[log]: level must be one of"));
  EXPECT_THAT(text, HasSubstr("unknown key \"nonsense\""));
  EXPECT_THAT(text, HasSubstr("4 problems"));
}

TEST_F(ConfigurationTest, CountsWhatIsWrongInItsOwnSectionsAsAbsentAndKeepsTheRest) {
  inputs_.environment["WAGATE_EXECUTOR_THREADS"] = "many";
  inputs_.default_text =
      "[kernel]\nstate_dir = 5\nserver_url = 'kept'\nserver_ulr = ''\n"
      "[bus]\nintake = ['a', 7, 'b']\nbudget_ms = 'long'\n[log]\nlevels = { a = 'loud', b = 'warn' }\n"
      "[[plugin]]\nid = 'a'\nrequierd = true\n[plugin.config]\nx = 1\n[[plugin]]\nname = 'nameless'\n";

  const Configuration configuration = load();

  EXPECT_FALSE(configuration.intact());
  EXPECT_THAT(render(problems_), HasSubstr("8 problems"));
  EXPECT_NE(configuration.kernel().state_dir, "");
  EXPECT_EQ(configuration.kernel().server_url, "kept");
  EXPECT_EQ(configuration.kernel().executor_threads, 4u);
  EXPECT_EQ(configuration.kernel().budget_ms, 5);
  ASSERT_EQ(configuration.kernel().intake.size(), 2u);
  EXPECT_EQ(configuration.kernel().intake[1].name, "b");
  EXPECT_EQ(configuration.kernel().log.unit_levels.count("a"), 0u);
  EXPECT_EQ(configuration.kernel().log.unit_levels.at("b"), abi::LogLevel::warn);
  ASSERT_EQ(configuration.units().size(), 1u) << "a block without an id is nothing that could be checked";
  EXPECT_EQ(configuration.units()[0].config.find("x")->integer(), 1);
}

TEST_F(ConfigurationTest, SurvivesSectionsThatAreNoTables) {
  inputs_.default_text = "kernel = 1\nbus = []\nplugin = 'x'\n";

  const Configuration configuration = load();

  EXPECT_THAT(render(problems_), HasSubstr("3 problems"));
  EXPECT_FALSE(configuration.kernel().plugin_dirs.empty());
  EXPECT_TRUE(configuration.units().empty());
}

TEST_F(ConfigurationTest, ChoosesAStateDirectoryThatFitsTheUser) {
  inputs_.superuser = true;
  EXPECT_EQ(load().kernel().state_dir, "/var/lib/wagate");

  inputs_.superuser = false;
  inputs_.environment["HOME"] = "/home/ana";
  EXPECT_EQ(load().kernel().state_dir, "/home/ana/.local/state/wagate");

  inputs_.environment["XDG_STATE_HOME"] = "/state";
  EXPECT_EQ(load().kernel().state_dir, "/state/wagate");

  inputs_.environment["WAGATE_STATE_DIR"] = "/srv/wagate";
  EXPECT_EQ(load().kernel().state_dir, "/srv/wagate");
}

TEST_F(ConfigurationTest, GivesTheEnvironmentToTheFirstUnitOfAPluginOnly) {
  const auto schema = parse_schema(
      R"({"type":"object","properties":{"port":{"type":"integer","default":1,"env":"SERVER_PORT"}},"enabled_env":"ON"})");
  ASSERT_TRUE(schema);
  const Environment environment(Environment::Map{{"SERVER_PORT", "9"}, {"ON", "TRUE"}});
  const UnitSettings unit;

  const CheckedUnit first = check_unit(unit, *schema, "1.0.0", environment, true, problems_);
  const CheckedUnit second = check_unit(unit, *schema, "1.0.0", environment, false, problems_);

  EXPECT_EQ(first.config.find("port")->integer(), 9);
  EXPECT_FALSE(first.enabled) << "only the exact text true switches on";
  ASSERT_EQ(problems_.size(), 1u);
  EXPECT_EQ(problems_[0].severity, ConfigProblem::Severity::warning);
  EXPECT_EQ(problems_[0].where.variable, "ON");
  EXPECT_EQ(second.config.find("port")->integer(), 1);
  EXPECT_TRUE(second.enabled);
}

}  // namespace
}  // namespace wagate

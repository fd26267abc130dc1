#include "kernel/kernel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "kernel/core/clock.h"
#include "kernel/log/log_sink.h"

namespace wagate {
namespace {

namespace fs = std::filesystem;

using ::testing::HasSubstr;
using ::testing::Not;

class KernelTest : public ::testing::Test {
 protected:
  KernelTest() {
    char name[] = "/tmp/wagate-kernel-XXXXXX";
    dir_ = mkdtemp(name);
    options_.working_dir = dir_;
    options_.system_config = dir_ / "no-system-config";
    options_.environment["WAGATE_STATE_DIR"] = (dir_ / "state").string();
    options_.default_plugin_dir = WAGATE_FIXTURE_DIR;
    options_.manual_clock = &clock_;
    options_.log_sink = &sink_;
  }
  ~KernelTest() override { fs::remove_all(dir_); }

  std::unique_ptr<Kernel> create(const std::string& config) {
    options_.default_config = config;
    return Kernel::create(options_, refusal_);
  }

  std::string log() {
    std::lock_guard lock(mutex_);
    return log_;
  }

  static std::string file(const std::string& name) { return std::string(WAGATE_FIXTURE_DIR) + "/" + name + ".so"; }

  fs::path dir_;
  ManualClock clock_;
  std::mutex mutex_;
  std::string log_;
  LogSink sink_{clock_, [this](abi::LogLevel, std::string_view line) {
                  std::lock_guard lock(mutex_);
                  log_ += std::string(line) + "\n";
                }};
  KernelOptions options_;
  Refusal refusal_;
};

TEST_F(KernelTest, StartsUnitsInTheOrderOfNeedAndStopsThemTheOtherWayRound) {
  auto kernel =
      create("[[plugin]]\nid = 'needs_good'\n[[plugin]]\nid = 'good'\n[plugin.config]\ngreeting = 'good day'\n");
  ASSERT_TRUE(kernel) << refusal_.text;

  ASSERT_TRUE(kernel->start(refusal_)) << refusal_.text;
  EXPECT_TRUE(kernel->stop());

  const std::string text = log();
  const auto greeted = text.find("greeted  greeting=\"good day\" limit=3");
  const auto heard = text.find("heard  greeting=\"good day\"");
  const auto heard_again = text.find("heard again");
  const auto goodbye = text.find("said goodbye");
  ASSERT_NE(goodbye, std::string::npos) << text;
  EXPECT_LT(greeted, heard);
  EXPECT_LT(heard, heard_again);
  EXPECT_LT(heard_again, goodbye);
}

TEST_F(KernelTest, DescribesItsUnits) {
  auto kernel = create("[[plugin]]\nid = 'good'\n[[plugin]]\nid = 'good'\nname = 'second'\nenabled = false\n");
  ASSERT_TRUE(kernel) << refusal_.text;
  EXPECT_THAT(kernel->describe_json(), HasSubstr("\"state\":\"configured\""));

  ASSERT_TRUE(kernel->start(refusal_)) << refusal_.text;

  EXPECT_THAT(kernel->describe_json(), HasSubstr("{\"name\":\"good\",\"plugin\":\"good\",\"version\":\"0.1.0\","
                                                 "\"state\":\"running\",\"offers\":[\"com.example."
                                                 "echo/1\"],\"faults\":0,\"counters\":{\"starts_total\":"));
  EXPECT_THAT(kernel->describe_json(),
              HasSubstr("{\"name\":\"second\",\"plugin\":\"good\",\"version\":\"\",\"state\":\"off\""));
  EXPECT_FALSE(kernel->degraded());
  kernel->stop();
  EXPECT_THAT(kernel->describe_json(), HasSubstr("\"state\":\"stopped\""));
}

TEST_F(KernelTest, StartsOnce) {
  auto kernel = create("[[plugin]]\nid = 'good'\n");
  ASSERT_TRUE(kernel) << refusal_.text;
  ASSERT_TRUE(kernel->start(refusal_)) << refusal_.text;
  ASSERT_TRUE(kernel->stop());

  EXPECT_FALSE(kernel->start(refusal_));

  EXPECT_EQ(refusal_.text, "error: a kernel starts once; make another one to start again.\n");
  EXPECT_TRUE(kernel->stop()) << "stopping twice does nothing";
}

TEST_F(KernelTest, RollsBackWhenARequiredUnitDoesNotStart) {
  auto kernel = create("[[plugin]]\nid = 'good'\n[[plugin]]\nid = 'throws_in_start'\n");
  ASSERT_TRUE(kernel) << refusal_.text;

  EXPECT_FALSE(kernel->start(refusal_));

  EXPECT_EQ(refusal_.exit_code, ExitCode::plugin);
  EXPECT_EQ(refusal_.text, "error: \"throws_in_start\" cannot start: port 7 is taken; choose another one.\n");
  EXPECT_THAT(log(), HasSubstr("said goodbye"));
}

TEST_F(KernelTest, RunsWithoutAUnitThatIsNotRequiredAndSaysSo) {
  auto kernel = create("[[plugin]]\nid = 'throws_in_create'\nrequired = false\n[[plugin]]\nid = 'good'\n");
  ASSERT_TRUE(kernel) << refusal_.text;

  ASSERT_TRUE(kernel->start(refusal_)) << refusal_.text;

  EXPECT_TRUE(kernel->degraded());
  EXPECT_THAT(
      kernel->describe_json(),
      HasSubstr("\"state\":\"failed\",\"offers\":[],\"error\":\"the moon is in the wrong phase; wait a week\""));
  EXPECT_THAT(
      log(),
      HasSubstr("left a unit out  unit=throws_in_create reason=\"the moon is in the wrong phase; wait a week\""));
}

TEST_F(KernelTest, ContainsAnExceptionThatCrossesTheBoundary) {
  auto kernel = create("[[plugin]]\nid = 'throws_raw'\n");
  ASSERT_TRUE(kernel) << refusal_.text;

  EXPECT_FALSE(kernel->start(refusal_));

  EXPECT_EQ(refusal_.text, "error: \"throws_raw\" cannot start: its create function threw an exception.\n");
  EXPECT_THAT(log(), HasSubstr("straight across the boundary"));
}

TEST_F(KernelTest, RefusesAUnitThatDoesNotHaveWhatItsDescriptorOffers) {
  auto kernel = create("[[plugin]]\nid = 'answers_nothing'\n");
  ASSERT_TRUE(kernel) << refusal_.text;

  EXPECT_FALSE(kernel->start(refusal_));

  EXPECT_EQ(refusal_.exit_code, ExitCode::state);  // it is the store
  EXPECT_EQ(refusal_.text,
            "error: \"answers_nothing\" cannot start: its descriptor offers wagate.store/1, but the unit does not have "
            "it.\n");
}

TEST_F(KernelTest, NamesWhoNeedsWhatNobodyOffers) {
  EXPECT_FALSE(create("[[plugin]]\nid = 'missing_need'\n"));

  EXPECT_EQ(refusal_.exit_code, ExitCode::plugin);
  EXPECT_EQ(refusal_.text,
            "error: \"missing_need\" needs com.example.nowhere/1, which no unit offers; no plugin in the plugin "
            "directories offers it either, so install one that does.\n1 problem; nothing was started.");
}

TEST_F(KernelTest, NamesThePluginThatWouldOfferWhatIsMissing) {
  EXPECT_FALSE(create("[[plugin]]\nid = 'needs_good'\n"));

  EXPECT_THAT(
      refusal_.text,
      HasSubstr(
          "\"needs_good\" needs com.example.echo/1, which no unit offers; add a [[plugin]] block with id = \"good\""));
}

TEST_F(KernelTest, PrintsACycle) {
  EXPECT_FALSE(create("[[plugin]]\nid = 'cycle_a'\n[[plugin]]\nid = 'cycle_b'\n"));

  EXPECT_THAT(refusal_.text, HasSubstr("both wait for each other (cycle_a -> cycle_b -> cycle_a)"));
}

TEST_F(KernelTest, ReportsEveryPluginThatCannotBeLoadedAtOnce) {
  EXPECT_FALSE(create("[[plugin]]\nid = 'newer_abi'\n[[plugin]]\nid = 'bad_schema'\n"));

  EXPECT_EQ(refusal_.exit_code, ExitCode::plugin);
  EXPECT_THAT(refusal_.text, HasSubstr("newer_abi 0.1.0 (" + file("newer_abi") +
                                       ") was built for plugin ABI 1.3; this kernel speaks 1.0."));
  EXPECT_THAT(refusal_.text,
              HasSubstr("error: bad_schema 0.1.0 (" + file("bad_schema") +
                        ") cannot be used: its configuration schema is wrong: "
                        "properties.port: unknown keyword \"minimun\"; did you mean \"minimum\"?.\n2 problems"));
}

TEST_F(KernelTest, PointsAtEveryMistakeOfAllSectionsAtOnce) {
  options_.environment["WAGATE_EXECUTOR_THREADS"] = "many";
  EXPECT_FALSE(
      create("[kernel]\nserver_ur = 'x'\n[bus]\nintake = ['good', 'bad_schema', 'nobody']\n[[plugin]]\nid = 'good'\n"
             "requierd = true\n[plugin.config]\nlimit = 12\n[[plugin]]\nid = 'bad_schema'\n"));
  EXPECT_EQ(refusal_.exit_code, ExitCode::config);
  EXPECT_THAT(refusal_.text, HasSubstr("[kernel]: unknown key \"server_ur\""));
  EXPECT_THAT(refusal_.text, HasSubstr("[kernel]: executor_threads must be a whole number"));
  EXPECT_THAT(refusal_.text, HasSubstr("unknown key \"requierd\""));
  EXPECT_THAT(refusal_.text, HasSubstr("[plugin.config] of \"good\": limit must be between 1 and 9"));
  EXPECT_THAT(refusal_.text, HasSubstr("[bus] intake names \"good\", which is not a filter"));
  EXPECT_THAT(refusal_.text, HasSubstr("[bus] intake names a filter that does not exist: \"nobody\""));
  EXPECT_THAT(refusal_.text, Not(HasSubstr("\"bad_schema\"\n"))) << "it is there, only it cannot be loaded";
  EXPECT_THAT(refusal_.text, HasSubstr("6 problems; nothing was started."));
  EXPECT_THAT(refusal_.text, HasSubstr("bad_schema 0.1.0 (" + file("bad_schema") + ") cannot be used"));
  options_.environment.erase("WAGATE_EXECUTOR_THREADS");

  EXPECT_FALSE(
      create("[[plugin]]\nid = 'good'\n[plugin.config]\nlimit = 12\ngreetin = 'x'\n[[plugin]]\nid = 'goood'\n"));
  EXPECT_EQ(refusal_.exit_code, ExitCode::config);
  EXPECT_THAT(
      refusal_.text,
      HasSubstr("built-in configuration:4:9: error: [plugin.config] of \"good\": limit must be between 1 and 9\n"
                "    4 | limit = 12\n"
                "      |         ^^\n"
                "      = the schema of good 0.1.0 says 1 <= limit <= 9 (default 3)\n"));
  EXPECT_THAT(refusal_.text, HasSubstr("= did you mean \"greeting\"?"));
  EXPECT_THAT(refusal_.text, HasSubstr("no plugin file has the id \"goood\""));
  EXPECT_THAT(refusal_.text, HasSubstr("3 problems; nothing was started."));
}

TEST_F(KernelTest, RefusesAFilterNameThatDoesNotExist) {
  EXPECT_FALSE(create("[bus]\nintake = ['pii-mask']\n[[plugin]]\nid = 'good'\n"));

  EXPECT_THAT(refusal_.text, HasSubstr("[bus] intake names a filter that does not exist: \"pii-mask\""));
  EXPECT_THAT(refusal_.text, HasSubstr("= units that offer wagate.event_filter/1: none"));
}

TEST_F(KernelTest, LetsTheEnvironmentConfigureAUnitAndSwitchItOff) {
  options_.environment["FIXTURE_GREETING"] = "from outside";
  auto kernel = create("[[plugin]]\nid = 'good'\n[plugin.config]\ngreeting = 'from the file'\n");
  ASSERT_TRUE(kernel) << refusal_.text;
  EXPECT_THAT(kernel->explain_config(), HasSubstr("greeting = \"from outside\""));
  EXPECT_THAT(kernel->explain_config(), HasSubstr("# environment variable FIXTURE_GREETING"));
  kernel.reset();

  options_.environment["FIXTURE_ENABLED"] = "no";
  kernel = create("[[plugin]]\nid = 'good'\n");
  ASSERT_TRUE(kernel) << refusal_.text;
  EXPECT_THAT(kernel->describe_json(),
              HasSubstr("\"state\":\"off\",\"offers\":[],\"error\":\"switched off by FIXTURE_ENABLED\""));
}

TEST_F(KernelTest, NeverShowsASecret) {
  auto kernel = create("[[plugin]]\nid = 'good'\n[plugin.config]\napi_key = 'hunter2'\n");
  ASSERT_TRUE(kernel) << refusal_.text;
  EXPECT_THAT(kernel->explain_config(), Not(HasSubstr("hunter2")));
  EXPECT_THAT(kernel->explain_config(), HasSubstr("api_key = \"***\""));

  EXPECT_FALSE(create("[[plugin]]\nid = 'good'\n[plugin.config]\napi_kee = 'hunter2'\n"));
  EXPECT_THAT(refusal_.text, Not(HasSubstr("hunter2")));
  EXPECT_THAT(refusal_.text, HasSubstr("did you mean \"api_key\"?"));
}

TEST_F(KernelTest, DoesNotShareItsStateDirectory) {
  auto first = create("[[plugin]]\nid = 'good'\n");
  auto second = create("[[plugin]]\nid = 'good'\n");
  ASSERT_TRUE(first && second) << refusal_.text;
  ASSERT_TRUE(first->start(refusal_)) << refusal_.text;

  EXPECT_FALSE(second->start(refusal_));

  EXPECT_EQ(refusal_.exit_code, ExitCode::state);
  EXPECT_THAT(refusal_.text, HasSubstr("is used by another running gateway"));
}

TEST_F(KernelTest, LivesBesideAnotherKernelInOneProcess) {
  auto first = create("[[plugin]]\nid = 'good'\n[plugin.config]\ngreeting = 'one'\n");
  options_.environment["WAGATE_STATE_DIR"] = (dir_ / "other").string();
  auto second = create("[[plugin]]\nid = 'good'\n[plugin.config]\ngreeting = 'two'\n");
  ASSERT_TRUE(first && second) << refusal_.text;

  ASSERT_TRUE(first->start(refusal_)) << refusal_.text;
  ASSERT_TRUE(second->start(refusal_)) << refusal_.text;

  EXPECT_THAT(log(), HasSubstr("greeting=one"));
  EXPECT_THAT(log(), HasSubstr("greeting=two"));
}

TEST_F(KernelTest, ListsEveryPluginFileWithItsRefusal) {
  const auto plugins = Kernel::list_plugins(options_, refusal_);

  ASSERT_GE(plugins.size(), 15u);
  for (const PluginSummary& plugin : plugins) {
    if (plugin.id == "good") {
      EXPECT_THAT(plugin.offers, ::testing::ElementsAre("com.example.echo/1"));
      EXPECT_EQ(plugin.refusal, "");
    }
    if (plugin.id == "newer_abi") {
      EXPECT_THAT(plugin.refusal, HasSubstr("was built for plugin ABI 1.3"));
    }
  }
}

TEST_F(KernelTest, WritesACompleteConfigurationThatItAcceptsItself) {
  fs::create_directories(dir_ / "plugins");
  fs::copy_file(file("good"), dir_ / "plugins/good.so");
  options_.default_plugin_dir = dir_ / "plugins";
  const std::string text = Kernel::default_config(options_, refusal_);
  ASSERT_THAT(text, HasSubstr("# greeting = \"hello\""));
  ASSERT_THAT(text, HasSubstr("[[plugin]]\nid = \"good\"\n[plugin.config]"));

  EXPECT_TRUE(create(text)) << refusal_.text;
}

}  // namespace
}  // namespace wagate

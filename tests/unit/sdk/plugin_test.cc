#define WAGATE_PLUGIN_ID "com.example.sample"
#define WAGATE_PLUGIN_VERSION "1.2.3"
#define WAGATE_PLUGIN_SUMMARY "A sample."
inline constexpr char kWagatePluginSchema[] = R"({"type":"object"})";

#include "wagate/plugin.h"

#include <gtest/gtest.h>

#include "wagate/auth.h"
#include "wagate/events/message.h"
#include "wagate/filter.h"
#include "wagate/testing/fake_host.h"

namespace wagate {
namespace {

class Sample : public FilterPlugin<MessagesUpsert>, public abi::Authenticator {
 public:
  static constexpr std::uint32_t kFilterStages = abi::kFilterIntake;
  static constexpr abi::ServiceDecl kNeeds[] = {{"wagate.http/1", abi::kServiceRequired, 0}};

  explicit Sample(PluginContext& context) : mode_(context.text("mode")) {
    if (mode_ == "throws in constructor") throw PluginError("the file \"keys\" is not there; create it");
  }
  void start() override {
    if (mode_ == "throws in start") throw PluginError("port taken");
    if (mode_ == "throws an int in start") throw 7;
  }
  void stop() override {
    if (mode_ == "throws in stop") throw PluginError("still busy");
  }
  Verdict on(Edit<MessagesUpsert>& message) override {
    if (message->text == "boom") throw PluginError("boom");
    return message->text == "spam" ? message.deny("spam", "no spam here") : Verdict::pass;
  }
  void authenticate(const abi::AuthRequest&, abi::AuthReply* reply) noexcept override { reply->release(); }

 private:
  std::string mode_;
};
WAGATE_PLUGIN(Sample)

// A filter's view of one message, without a kernel.
class LooseEdit final : public abi::EventEdit {
 public:
  explicit LooseEdit(const MessagesUpsert& message) : view_{&kEventType<MessagesUpsert>, &message, sizeof(message), &meta_} {}
  const abi::EventView& view() noexcept override { return view_; }
  const abi::AudienceInfo* audience() noexcept override { return nullptr; }
  abi::StatusCode set_document(const DocumentRef&, abi::ErrorOut&) noexcept override { return abi::StatusCode::ok; }
  abi::StatusCode set_text(StringRef, StringRef, abi::ErrorOut&) noexcept override { return abi::StatusCode::ok; }
  abi::StatusCode set_integer(StringRef, std::int64_t, abi::ErrorOut&) noexcept override { return abi::StatusCode::ok; }
  void deny(StringRef code, StringRef) noexcept override { denied = code.str(); }
  abi::HeldEvent* hold() noexcept override { return nullptr; }

  std::string denied;

 private:
  abi::EventMeta meta_;
  abi::EventView view_;
};

abi::StatusCode create(testing::FakeHost& host, Owned<abi::Plugin>& out, abi::ErrorOut& error) {
  abi::Plugin* plugin = nullptr;
  const abi::UnitSpec spec = host.spec();
  const auto code = wagate_plugin_entry_v1()->create(&host, &spec, &plugin, &error);
  out.reset(plugin);
  return code;
}

TEST(Plugin, DescribesItselfFromItsBasesAndConstants) {
  const abi::Descriptor& descriptor = *wagate_plugin_entry_v1();

  EXPECT_STREQ(descriptor.stamp->id, "com.example.sample");
  EXPECT_STREQ(descriptor.stamp->version, "1.2.3");
  EXPECT_EQ(descriptor.stamp->layout, abi::layout_fingerprint());
  ASSERT_EQ(descriptor.offers_count, 2u);
  EXPECT_STREQ(descriptor.offers[0].id, "wagate.auth/1");
  EXPECT_STREQ(descriptor.offers[1].id, "wagate.event_filter/1");
  EXPECT_EQ(descriptor.offers[1].flags, abi::kFilterIntake);
  ASSERT_EQ(descriptor.needs_count, 1u);
  EXPECT_EQ(descriptor.flags, abi::kMultiUnit);
}

TEST(Plugin, AnswersQueriesForWhatItOffersAndNothingElse) {
  testing::FakeHost host;
  Owned<abi::Plugin> plugin;
  abi::ErrorOut error;
  ASSERT_EQ(create(host, plugin, error), abi::StatusCode::ok);

  EXPECT_NE(plugin->query("wagate.auth/1"), nullptr);
  EXPECT_NE(plugin->query("wagate.event_filter/1"), nullptr);
  EXPECT_EQ(plugin->query("wagate.transport/1"), nullptr);
}

TEST(Plugin, TurnsAThrowingConstructorIntoASentence) {
  testing::FakeHost host(R"({"mode":"throws in constructor"})");
  Owned<abi::Plugin> plugin;
  abi::ErrorOut error;

  EXPECT_EQ(create(host, plugin, error), abi::StatusCode::failed_precondition);
  EXPECT_EQ(error.view(), "the file \"keys\" is not there; create it");
  EXPECT_EQ(plugin, nullptr);
}

TEST(Plugin, KeepsWhateverStartThrowsOnItsSide) {
  for (const auto& [mode, code] : {std::pair("throws in start", abi::StatusCode::failed_precondition),
                                   std::pair("throws an int in start", abi::StatusCode::internal)}) {
    testing::FakeHost host(std::string(R"({"mode":")") + mode + "\"}");
    Owned<abi::Plugin> plugin;
    abi::ErrorOut error;
    ASSERT_EQ(create(host, plugin, error), abi::StatusCode::ok);

    EXPECT_EQ(plugin->start(error), code);
  }
}

TEST(Plugin, LogsWhatStopThrows) {
  testing::FakeHost host(R"({"mode":"throws in stop"})");
  Owned<abi::Plugin> plugin;
  abi::ErrorOut error;
  ASSERT_EQ(create(host, plugin, error), abi::StatusCode::ok);

  plugin->stop();

  EXPECT_NE(host.log().text().find("still busy"), std::string::npos);
}

TEST(FilterPlugin, DispatchesByTypeAndContainsWhatItThrows) {
  testing::FakeHost host;
  auto filter = host.make<Sample>();
  MessagesUpsert message;

  message.text = "hello";
  LooseEdit hello(message);
  EXPECT_EQ(filter->on_event(hello), Verdict::pass);

  message.text = "spam";
  LooseEdit spam(message);
  EXPECT_EQ(filter->on_event(spam), Verdict::deny);
  EXPECT_EQ(spam.denied, "spam");

  message.text = "boom";
  LooseEdit boom(message);
  EXPECT_EQ(filter->on_event(boom), Verdict::fault);
}

}  // namespace
}  // namespace wagate

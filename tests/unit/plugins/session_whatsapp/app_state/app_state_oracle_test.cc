// App state patches and media files that Baileys made, read by ours.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "../signal/oracle.h"
#include "app_state/app_state_reader.h"
#include "media/media_cipher.h"
#include "wagate/base64.h"

namespace wagate::session_whatsapp {
namespace {

std::string bytes_in(const nlohmann::json& text) { return base64::decode(text.get<std::string>()).value(); }

TEST(AppStateOracle, PatchesOfBaileysAreTakenAndGiveTheSameHash) {
  std::string pattern = (std::filesystem::temp_directory_path() / "wagate-state-XXXXXX").string();
  const std::filesystem::path folder = ::mkdtemp(pattern.data());
  Oracle oracle(ORACLE_SCRIPT);
  const std::string key(32, 'k');
  {
    SessionStore store((folder / "a.wa").string());
    Transaction work(store);
    work.store_app_state_key("key1", *Secret<32>::from(key), 1);
    AppStateReader reader(work, "regular_low");
    const struct {
      const char* index;
      const char* name;
      int operation;
    } steps[] = {{"one", "Ana", 0}, {"two", "Bob", 0}, {"one", "Anna", 0}, {"two", "", 1}, {"three", "Eva", 0}};

    std::uint64_t version = 0;
    for (const auto& step : steps) {
      const auto made = oracle.ask({{"op", "patch"},
                                    {"key", base64::encode(key)},
                                    {"key_id", base64::encode("key1")},
                                    {"index", {"contact", step.index}},
                                    {"name", step.name},
                                    {"operation", step.operation}});
      ASSERT_FALSE(made.contains("error")) << made["error"];
      proto::SyncdPatch patch;
      ASSERT_TRUE(patch.ParseFromString(bytes_in(made["patch"])));
      patch.mutable_version()->set_version(++version);

      const AppStateNews news = reader.take_patch(patch);

      ASSERT_EQ(static_cast<int>(news.error), 0);
      ASSERT_EQ(news.mutations.size(), 1u);
      EXPECT_EQ(news.mutations[0].index, "[\"contact\",\"" + std::string(step.index) + "\"]");
      EXPECT_EQ(news.mutations[0].value.contact_action().full_name(), step.name);
      EXPECT_EQ(work.app_state("regular_low").hash, bytes_in(made["hash"]));
    }
  }
  std::filesystem::remove_all(folder);
}

TEST(MediaOracle, FilesAreTheSameBothWays) {
  Oracle oracle(ORACLE_SCRIPT);
  const auto key = *Secret<32>::from(std::string(32, 'm'));
  const struct {
    MediaKind kind;
    const char* name;
  } kinds[] = {{MediaKind::image, "image"},       {MediaKind::sticker, "sticker"},
               {MediaKind::video, "video"},       {MediaKind::audio, "audio"},
               {MediaKind::document, "document"}, {MediaKind::history, "md-msg-hist"},
               {MediaKind::app_state, "md-app-state"}};

  for (const auto& [kind, name] : kinds) {
    const std::string plain(1000, name[0]);
    const auto made = oracle.ask(
        {{"op", "media"}, {"key", base64::encode(key.expose())}, {"kind", name}, {"plain", base64::encode(plain)}});
    ASSERT_FALSE(made.contains("error")) << name << made["error"];
    MediaEncryptor encryptor(key, kind);
    std::string file;
    encryptor.update(plain, file);
    encryptor.finish(file);

    EXPECT_EQ(file, bytes_in(made["file"])) << name;
  }
}

}  // namespace
}  // namespace wagate::session_whatsapp

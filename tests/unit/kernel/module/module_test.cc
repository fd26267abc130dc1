#include "kernel/module/module.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "kernel/module/module_search.h"

namespace wagate {
namespace {

namespace fs = std::filesystem;

fs::path fixture(const std::string& name) { return fs::path(WAGATE_FIXTURE_DIR) / (name + ".so"); }

std::string refusal(const std::string& name) {
  const auto module = admit(fixture(name), Trust::open);
  return module ? "" : module.error().sentence();
}

std::string title(const std::string& name) { return name + " 0.1.0 (" + fixture(name).string() + ")"; }

TEST(Admission, LoadsAGoodPlugin) {
  const auto module = admit(fixture("good"), Trust::open);

  ASSERT_TRUE(module) << module.error().sentence();
  EXPECT_EQ(module->id(), "good");
  ASSERT_EQ(module->descriptor->offers_count, 1u);
  EXPECT_STREQ(module->descriptor->offers[0].id, "com.example.echo/1");
}

TEST(Admission, NamesAMissingFile) {
  EXPECT_EQ(refusal("nobody"), fixture("nobody").string() + " cannot be opened: No such file or directory");
}

TEST(Admission, RefusesATextFile) {
  EXPECT_EQ(refusal("not_elf"), fixture("not_elf").string() + " is not a plugin: it is not an ELF shared object");
}

TEST(Admission, RefusesALibraryWithoutAStamp) {
  EXPECT_EQ(refusal("no_stamp"),
            fixture("no_stamp").string() +
                " is not a plugin: it has no stamp; build it with add_wagate_plugin() and WAGATE_PLUGIN()");
}

TEST(Admission, RefusesANewerContractAndSaysWhatToDo) {
  EXPECT_EQ(refusal("newer_abi"), title("newer_abi") +
                                      " was built for plugin ABI 1.3; this kernel speaks 1.0. Install newer_abi "
                                      "built with SDK 1.0, or upgrade the gateway.");
}

TEST(Admission, RefusesAnotherLayoutOfTheStructs) {
  const std::string sentence = refusal("layout_mismatch");

  EXPECT_TRUE(sentence.starts_with(title("layout_mismatch") +
                                   " lays out the structs of plugin ABI 1.0 differently from this "
                                   "kernel (0123456789abcdef instead of "))
      << sentence;
}

TEST(Admission, RefusesADescriptorThatIsNotOfThisFile) {
  EXPECT_EQ(refusal("descriptor_differs"), title("descriptor_differs") +
                                               " cannot be used: its descriptor does not carry the "
                                               "stamp that is in the file; link it from one build only.");
}

TEST(Admission, RefusesAServiceOfferedTwice) {
  EXPECT_EQ(refusal("duplicate_service"),
            title("duplicate_service") + " cannot be used: it offers com.example.echo/1 twice.");
}

TEST(Admission, NamesTheSymbolThatNoLibraryHas) {
  EXPECT_EQ(refusal("undefined_symbol"), title("undefined_symbol") +
                                             " cannot be loaded: it needs \"geoip_open_nowhere\", which "
                                             "no library provides; ldd " +
                                             fixture("undefined_symbol").string() + " shows what is missing.");
}

TEST(Admission, RefusesAFileWithoutTheEntryFunction) {
  EXPECT_EQ(refusal("no_entry"), title("no_entry") +
                                     " cannot be used: it does not export wagate_plugin_entry_v1; WAGATE_PLUGIN() "
                                     "in one of its source files makes that function.");
}

class Permissions : public ::testing::Test {
 protected:
  Permissions() {
    char name[] = "/tmp/wagate-module-XXXXXX";
    dir_ = mkdtemp(name);
    fs::copy_file(fixture("good"), dir_ / "good.so");
  }
  ~Permissions() override { fs::remove_all(dir_); }

  fs::path dir_;
};

TEST_F(Permissions, RefuseAFileThatEverybodyMayWrite) {
  ASSERT_EQ(chmod((dir_ / "good.so").c_str(), 0666), 0);

  const auto stamp = read_stamp_file(dir_ / "good.so", Trust::open);

  ASSERT_FALSE(stamp);
  EXPECT_EQ(stamp.error().sentence(), (dir_ / "good.so").string() +
                                          " is not loaded: everybody may write to it; run chmod o-w " +
                                          (dir_ / "good.so").string());
}

TEST_F(Permissions, RefuseAFileOfTheGroupOnlyWhenTrustIsStrict) {
  ASSERT_EQ(chmod((dir_ / "good.so").c_str(), 0664), 0);

  EXPECT_TRUE(read_stamp_file(dir_ / "good.so", Trust::open));
  EXPECT_FALSE(read_stamp_file(dir_ / "good.so", Trust::strict));
}

TEST_F(Permissions, RefuseADirectoryThatOthersMayWriteWhenTrustIsStrict) {
  ASSERT_EQ(chmod((dir_ / "good.so").c_str(), 0644), 0);
  ASSERT_EQ(chmod(dir_.c_str(), 0777), 0);

  EXPECT_FALSE(read_stamp_file(dir_ / "good.so", Trust::strict));
}

TEST_F(Permissions, RefuseADirectoryInPlaceOfAFile) {
  EXPECT_EQ(read_stamp_file(dir_, Trust::open).error().sentence(),
            dir_.string() + " is not a plugin: it is not a regular file");
}

TEST(ModuleSearch, FindsAPluginByTheIdInItsFile) {
  const ModuleSearch search({WAGATE_FIXTURE_DIR}, Trust::open);

  const auto found = search.find("good");

  ASSERT_TRUE(found) << found.error().sentence();
  EXPECT_EQ(*found, fixture("good"));
}

TEST(ModuleSearch, ExplainsARefusedFileOfThatName) {
  EXPECT_EQ(ModuleSearch({WAGATE_FIXTURE_DIR}, Trust::open).find("not_elf").error().sentence(),
            fixture("not_elf").string() + " is not a plugin: it is not an ELF shared object");
}

TEST(ModuleSearch, SaysWhereItLooked) {
  EXPECT_EQ(
      ModuleSearch({"/nowhere/plugins"}, Trust::open).find("good").error().sentence(),
      "no plugin file has the id \"good\"; searched /nowhere/plugins (/nowhere/plugins: No such file or directory)");
}

TEST(ServiceId, IsADottedNameAndARevision) {
  for (const char* good : {"wagate.auth/1", "com.example.geo-ip/12", "a.b/1"}) EXPECT_TRUE(is_service_id(good)) << good;
  for (const char* bad : {"", "auth", "wagate.auth", "wagate.auth/", "wagate.auth/0", "wagate.auth/x", "auth/1",
                          "Wagate.auth/1", ".auth/1", "wagate.auth /1", "wagate.auth/123456"}) {
    EXPECT_FALSE(is_service_id(bad)) << bad;
  }
}

}  // namespace
}  // namespace wagate

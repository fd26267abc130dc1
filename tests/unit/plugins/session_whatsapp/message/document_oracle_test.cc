// Our documents against those that Baileys' protobuf classes give for the same bytes, character by character.
#include <gtest/gtest.h>

#include "../signal/oracle.h"
#include "message/content_writer.h"
#include "wagate/base64.h"

namespace wagate::session_whatsapp {
namespace {

TEST(DocumentOracle, EveryKindOfMessageIsWrittenAsBaileysWritesIt) {
  Oracle oracle(ORACLE_SCRIPT);
  const auto names = oracle.ask({{"op", "names"}})["names"].get<std::vector<std::string>>();
  ASSERT_GT(names.size(), 20u);

  for (const std::string& name : names) {
    const nlohmann::json sample = oracle.ask({{"op", "sample"}, {"name", name}});
    ASSERT_FALSE(sample.contains("error")) << name << ": " << sample["error"];
    const std::string wire = base64::decode(sample["wire"].get<std::string>()).value();

    Document document;
    JsonWriter record(document.json);
    ASSERT_TRUE(ContentWriter(record, document, ContentStyle::record).write(wire, content::kMessage)) << name;
    EXPECT_EQ(document.json, sample["record"].get<std::string>()) << name;
    ASSERT_EQ(document.attachments.size(), sample["attachments"].size()) << name;
    for (std::size_t i = 0; i < document.attachments.size(); ++i) {
      EXPECT_EQ(base64::encode(document.attachments[i]), sample["attachments"][i].get<std::string>()) << name;
    }

    Document edit;
    JsonWriter text(edit.json);
    ASSERT_TRUE(ContentWriter(text, edit, ContentStyle::protobuf_json).write(wire, content::kMessage)) << name;
    EXPECT_EQ(nlohmann::json::parse(edit.json), nlohmann::json::parse(sample["edit"].get<std::string>())) << name;
    EXPECT_TRUE(edit.attachments.empty());
  }
}

}  // namespace
}  // namespace wagate::session_whatsapp

// Rules from a configuration: whatever is in the text, it is read or refused with a sentence.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "rule_reader.h"
#include "wagate/events/all.h"
#include "wagate/plugin.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wagate;
  try {
    const filter_rules::RuleSet set = filter_rules::read_rules({reinterpret_cast<const char*>(data), size});

    MessagesUpsert message;
    message.chat = "5511970000001@s.whatsapp.net";
    message.text = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab";
    abi::EventMeta meta;
    meta.instance_name = "shop-01";
    (void)set.first_match({&kEventType<MessagesUpsert>, &message, sizeof(message), &meta});
  } catch (const PluginError& refusal) {
    if (*refusal.what() == '\0') std::abort();
  }
  return 0;
}

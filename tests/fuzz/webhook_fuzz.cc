// What receivers, clients and instances say to the webhook transport: a Retry-After header, the body of a
// resend, a section of an instance, and an event in which a file is looked for.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "dead_letter_answers.h"
#include "member_span.h"
#include "request.h"
#include "retry_rules.h"
#include "webhook.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wagate::transport_webhook;
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  retry_after_ms(text, 1'768'485'802'518);

  Outbox::DeadQuery query;
  read_resend_body(text, "0123456789ab", query);
  read_list_query(text, text, text, "0123456789ab", query);

  Row row;
  row.event = "messages.upsert";
  row.body = text;
  file_in(row, 1'000);
  const WebhookPtr webhook = webhook_of_instance(text);
  Attempt attempt;
  attempt.file_base64 = "Zm9v";
  make_request(row, webhook ? *webhook : Webhook(), Settings(), attempt);
  return 0;
}

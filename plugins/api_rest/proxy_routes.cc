#include <nlohmann/json.hpp>

#include "answers.h"
#include "handlers.h"
#include "proxy_row.h"
#include "sections.h"
#include "stamps.h"
#include "surroundings.h"
#include "wagate/json_writer.h"

namespace wagate::api_rest {

void set_proxy(const CallPtr& call) {
  const ProxyRow sent = proxy_from(call->body());
  if (const auto wrong = why_not_a_proxy(sent); !wrong.empty()) return answer_error(*call, 400, wrong);

  ProxyRow stored;
  const bool has_row = read_proxy(call->instance.sections_json, stored);
  const ProxyRow row = stamped(sent, has_row ? &stored : nullptr, iso_time(call->around().clock.unix_ms()));
  if (!store_section(*call, "proxy", write_proxy(row, call->instance.id, /*with_password=*/true))) return;

  // An echo, without the password: it was sent, so nobody needs it.
  std::string out;
  JsonWriter(out).begin_object().key("proxy").begin_object().field("instanceName", call->instance.name)
      .key("proxy").begin_object().field("enabled", sent.enabled).field("host", sent.host).field("port", sent.port)
      .field("protocol", sent.protocol).field("username", sent.username).field_null("password")
      .end_object().end_object().end_object();
  answer_json(*call, 201, out);
}

void find_proxy(const CallPtr& call) {
  ProxyRow row;
  const bool has_row = read_proxy(call->instance.sections_json, row);
  answer_json(*call, 200, has_row ? write_proxy(row, call->instance.id, call->shows_secrets()) : "null");
}

}  // namespace wagate::api_rest

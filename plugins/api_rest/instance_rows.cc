#include "instance_rows.h"

namespace wagate::api_rest {

namespace {

class CallVisitor final : public abi::InstanceVisitor {
 public:
  explicit CallVisitor(const std::function<void(const abi::InstanceInfo&)>& look) : look_(look) {}
  bool visit(const abi::InstanceInfo& info) noexcept override {
    look_(info);
    return false;
  }

 private:
  const std::function<void(const abi::InstanceInfo&)>& look_;
};

class RowVisitor final : public abi::InstanceVisitor {
 public:
  bool visit(const abi::InstanceInfo& info) noexcept override {
    row.key = info.key;
    row.state = info.state;
    row.id = info.id.str();
    row.name = info.name.str();
    row.integration = info.integration.str();
    row.settings_json = info.settings_json.str();
    row.sections_json = info.sections_json.str();
    row.created_at_ms = info.created_at_ms;
    row.updated_at_ms = info.updated_at_ms;
    return false;
  }
  InstanceRow row;
};

}  // namespace

InstanceRow find_row(abi::Instances& instances, std::string_view name) {
  RowVisitor visitor;
  instances.find(name, visitor);
  return std::move(visitor.row);
}

InstanceRow find_row(abi::Instances& instances, abi::InstanceKey key) {
  RowVisitor visitor;
  instances.find_key(key, visitor);
  return std::move(visitor.row);
}

const char* text_of(abi::ConnectionState state) {
  switch (state) {
    case abi::ConnectionState::close: return "close";
    case abi::ConnectionState::connecting: return "connecting";
    case abi::ConnectionState::open: return "open";
  }
  return "close";
}

std::string state_answer(std::string_view name, abi::ConnectionState state) {
  std::string out;
  JsonWriter(out).begin_object().key("instance").begin_object()
      .field("instanceName", name).field("state", text_of(state)).end_object().end_object();
  return out;
}

std::string qr_answer(const abi::InstanceInfo& info) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  if (!info.qr_code.empty()) {
    json.field_or_null("pairingCode", info.pairing_code).field("code", info.qr_code.view())
        .field("base64", info.qr_base64.view());
  }
  json.field("count", info.qr_code.empty() ? std::int64_t{0} : info.qr_count).end_object();
  return out;
}

bool look_at(abi::Instances& instances, abi::InstanceKey key,
             const std::function<void(const abi::InstanceInfo&)>& look) {
  CallVisitor visitor(look);
  return instances.find_key(key, visitor);
}

}  // namespace wagate::api_rest

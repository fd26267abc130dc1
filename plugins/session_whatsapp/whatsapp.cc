#include "whatsapp.h"

#include <chrono>
#include <exception>
#include <utility>

#include "chat/conversations.h"
#include "session/proxy_json.h"
#include "session/stanza_json.h"
#include "wagate/commands.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::chrono::seconds kStoppingTime{5};

class IdVisitor final : public abi::InstanceVisitor {
 public:
  bool visit(const abi::InstanceInfo& info) noexcept override {
    id = info.id.str();
    return false;
  }

  std::string id;
};

std::string digits_of(std::string_view text) {
  std::string digits;
  for (const char c : text)
    if (c >= '0' && c <= '9') digits += c;
  return digits;
}

qr_image::QrImage image_in(const std::string& colour) {
  const auto image = qr_image::QrImage::in_colour(colour);
  if (!image) throw PluginError("qr_color must be a colour such as #198754, and \"" + colour + "\" is none");
  return *image;
}

}  // namespace

WhatsApp::WhatsApp(PluginContext& context)
    : context_(context),
      connector_(static_cast<unsigned>(context.integer("io_threads", 1)), context.text("ca_file")),
      chat_events_(context),
      surroundings_{Options::from(context),
                    context.service<abi::Clock>(),
                    context.service<abi::Timers>(),
                    context.service<abi::Executor>(),
                    SessionEvents(context),
                    connector_,
                    SessionFiles(context.state_dir()),
                    [this](const MessagingPlace& place) {
                      return std::make_unique<Conversations>(place, chat_events_, media_access_, picture_desk_,
                                                             preview_access_, surroundings_.options, context_.log());
                    },
                    image_in(context.text("qr_color")),
                    std::make_shared<Outstanding>(),
                    context.log()},
      media_access_{context.find_unit_service<abi::HttpClient>(),
                    MediaHostRules(surroundings_.options.media_hosts), context.state_dir()},
      preview_access_{surroundings_.options.link_previews ? media_access_.http : nullptr,
                      surroundings_.options.link_preview_hosts},
      picture_desk_(surroundings_.executor, surroundings_.outstanding, [this](std::string_view what) {
        context_.log().error("work on a picture failed", {{"error", what}});
      }) {}

void WhatsApp::start() {
  if (auto* instances = context_.find<abi::Instances>()) instances->watch(*this);
}

void WhatsApp::stop() {
  if (auto* instances = context_.find<abi::Instances>()) instances->unwatch(*this);
  std::unordered_map<abi::InstanceKey, std::shared_ptr<Session>> sessions;
  {
    std::lock_guard lock(mutex_);
    sessions.swap(sessions_);
  }
  for (const auto& [key, session] : sessions) session->close(abi::CloseMode::suspend);
  connector_.stop();
  sessions.clear();
  picture_desk_.shut();
  if (!surroundings_.outstanding->wait_until_none(kStoppingTime))
    context_.log().warn("work that was handed out did not come back within five seconds of stopping");
}

abi::StatusCode WhatsApp::open(const abi::SessionSpec& spec, abi::ErrorOut& error) noexcept {
  try {
    std::string problem;
    InstanceName instance{spec.instance,
                          spec.instance_id.str(),
                          spec.instance_name.str(),
                          digits_of(spec.number),
                          spec.settings_json.str(),
                          read_proxy_json(spec.proxy_json, problem)};
    if (!problem.empty()) return abi::fail(error, abi::StatusCode::invalid_argument, problem);
    std::shared_ptr<Session> session;
    std::shared_ptr<Session> ended;
    {
      std::lock_guard lock(mutex_);
      std::shared_ptr<Session>& slot = sessions_[spec.instance];
      if (slot && slot->phase() != Session::Phase::ended)
        return abi::fail(error, abi::StatusCode::already_exists,
                         "the session of \"" + instance.name + "\" is open or connecting already");
      ended = std::exchange(slot, std::make_shared<Session>(surroundings_, std::move(instance)));
      session = slot;
    }
    if (ended) ended->close(abi::CloseMode::suspend);
    session->open();
    return abi::StatusCode::ok;
  } catch (const std::exception& failure) {
    return abi::fail(error, abi::StatusCode::internal, failure.what());
  }
}

void WhatsApp::close(abi::InstanceKey instance, abi::CloseMode mode) noexcept {
  try {
    const auto session = take_session(instance);
    const bool is_over = !session || session->phase() == Session::Phase::ended;
    if (session) session->close(mode);
    if (is_over) close_stored(instance, mode);
  } catch (const std::exception& failure) {
    context_.log().error("closing a session failed", {{"error", failure.what()}});
  }
}

// Nothing is open, but something may be stored.
void WhatsApp::close_stored(abi::InstanceKey instance, abi::CloseMode mode) {
  if (mode == abi::CloseMode::suspend) return;
  const std::string id = instance_id(instance);
  if (id.empty()) return;
  if (mode == abi::CloseMode::erase) return surroundings_.files.erase(id);
  if (surroundings_.files.exists(id)) surroundings_.files.open(id)->forget();
}

void WhatsApp::execute(const abi::Command& command, abi::CommandReply* reply) noexcept {
  const ReplyBox box(reply);
  try {
    const std::string_view name = command.name;
    std::optional<Node> stanza;
    if (name == commands::kSendNode) {
      std::string problem;
      stanza = read_stanza_json(command.arguments, problem);
      if (!stanza) return box.fail(abi::StatusCode::invalid_argument, "bad_request", problem);
    }
    const auto session = session_of(command.instance);
    if (!session) return box.not_connected();
    if (stanza) return session->send_node(std::move(*stanza), box);
    session->execute(std::string(name), Document(command.arguments), box);
  } catch (const std::exception& failure) {
    context_.log().error("a command failed", {{"command", command.name}, {"error", failure.what()}});
    box.fail(abi::StatusCode::internal, "internal", "the WhatsApp provider failed; its log says why");
  }
}

void WhatsApp::on_instance(Change change, const abi::InstanceInfo& info) noexcept {
  try {
    if (change == Change::removed) return;
    if (const auto session = session_of(info.key)) session->set_settings(info.settings_json.str());
  } catch (const std::exception& failure) {
    context_.log().error("a change of an instance was not followed", {{"error", failure.what()}});
  }
}

std::shared_ptr<Session> WhatsApp::session_of(abi::InstanceKey key) const {
  std::lock_guard lock(mutex_);
  const auto found = sessions_.find(key);
  return found == sessions_.end() ? nullptr : found->second;
}

std::shared_ptr<Session> WhatsApp::take_session(abi::InstanceKey key) {
  std::lock_guard lock(mutex_);
  const auto found = sessions_.find(key);
  if (found == sessions_.end()) return nullptr;
  const auto session = std::move(found->second);
  sessions_.erase(found);
  return session;
}

std::string WhatsApp::instance_id(abi::InstanceKey key) const {
  IdVisitor visitor;
  if (auto* instances = context_.find<abi::Instances>()) instances->find_key(key, visitor);
  return visitor.id;
}

}  // namespace wagate::session_whatsapp

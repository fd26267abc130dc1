#pragma once

#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "wagate/abi/api_book.h"
#include "wagate/abi/archive.h"
#include "wagate/abi/bus.h"
#include "wagate/abi/callbacks.h"
#include "wagate/abi/command_handler.h"
#include "wagate/abi/control.h"
#include "wagate/abi/descriptor.h"
#include "wagate/abi/event_filter.h"
#include "wagate/abi/host.h"
#include "wagate/abi/http.h"
#include "wagate/abi/http_client.h"
#include "wagate/abi/instances.h"
#include "wagate/abi/layout.h"
#include "wagate/abi/metrics.h"
#include "wagate/abi/session_provider.h"
#include "wagate/abi/store.h"
#include "wagate/abi/transport.h"
#include "wagate/events/traits.h"
#include "wagate/log.h"
#include "wagate/owned.h"
#include "wagate/task.h"

// What a plugin author includes. A plugin is a class made from a PluginContext; the interfaces it
// inherits say what it offers:
//
//   class Allowlist : public wagate::AuthPlugin {
//    public:
//     explicit Allowlist(wagate::PluginContext& context) : keys_(context.texts("keys")) {}
//     wagate::AuthDecision authenticate(const wagate::AuthRequestView& request) override;
//    private:
//     std::vector<std::string> keys_;
//   };
//   WAGATE_PLUGIN(Allowlist)
//
// Static members of the class may say more:
//   static constexpr std::uint32_t kFlags = abi::kMultiUnit;                // default: kMultiUnit
//       (abi::kMultiUnit | abi::kNeverBlocks when authenticate() and execute() always return at once)
//   static constexpr abi::ServiceDecl kNeeds[] = {{"wagate.http/1", abi::kServiceRequired, 0}};
//   static constexpr std::uint32_t kFilterStages = abi::kFilterIntake;      // for filters
//   static constexpr abi::ServiceDecl kOffers[] = {{"com.example.geo/1", 0, 0}};  // ids of your own;
//       then `void* query_own(std::string_view id)` answers them
//
// Constructor, start() and stop() may throw std::exception: the sentence reaches the operator.
//
// A class that can follow a changed configuration without a restart has two more functions:
//   void prepare(const ConfigReader& next);  // reads and checks it, keeps the result aside; may throw:
//       PluginError with `unimplemented` means "only by a restart", anything else "it is wrong"
//   void commit() noexcept;                  // puts it to use
namespace wagate {

// A failure to tell the operator about: which thing, what is wrong, what to do.
// The code tells programs what to do about it: `unavailable` from the start() of a unit that listens
// means "somebody else has the port".
class PluginError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
  PluginError(abi::StatusCode code, const std::string& sentence) : std::runtime_error(sentence), code_(code) {}

  abi::StatusCode code() const { return code_; }

 private:
  abi::StatusCode code_ = abi::StatusCode::failed_precondition;
};

// A configuration, with look-ups. Paths are dotted; defaults of the schema are filled in already.
class ConfigReader {
 public:
  explicit ConfigReader(abi::Config& config) : config_(config) {}

  std::string text(std::string_view path, std::string_view fallback = "") const {
    return config_.text(path, fallback).str();
  }
  std::int64_t integer(std::string_view path, std::int64_t fallback = 0) const { return config_.integer(path, fallback); }
  double number(std::string_view path, double fallback = 0) const { return config_.number(path, fallback); }
  bool boolean(std::string_view path, bool fallback = false) const { return config_.boolean(path, fallback); }
  std::uint64_t length(std::string_view path) const { return config_.length(path); }
  std::vector<std::string> texts(std::string_view path) const {
    std::vector<std::string> out;
    const std::uint64_t count = config_.length(path);
    for (std::uint64_t i = 0; i < count; ++i) out.push_back(text(std::string(path) + "." + std::to_string(i)));
    return out;
  }
  abi::Config& config() const { return config_; }

 private:
  abi::Config& config_;
};

namespace detail {

// A host service that every kernel of this ABI has.
template <typename Service>
Service& required_service(abi::Host& host) {
  if (auto* found = static_cast<Service*>(host.query(Service::kServiceId))) return *found;
  throw PluginError("this gateway does not offer " + std::string(Service::kServiceId) + "; update the gateway");
}

}  // namespace detail

// The unit's surroundings and its configuration. Lives as long as the unit.
class PluginContext : public ConfigReader {
 public:
  PluginContext(abi::Host& host, const abi::UnitSpec& spec)
      : ConfigReader(detail::required_service<abi::Config>(host)), host_(host), name_(spec.name.str()),
        state_dir_(spec.state_dir.str()), log_(find<abi::Log>()) {}

  const std::string& name() const { return name_; }
  const std::string& state_dir() const { return state_dir_; }
  const Logger& log() const { return log_; }

  // A host service, or null when this kernel has none. [any]
  template <typename Service>
  Service* find() const {
    return static_cast<Service*>(host_.query(Service::kServiceId));
  }

  // A host service that every kernel of this ABI has; throws PluginError otherwise. [any]
  template <typename Service>
  Service& service() const {
    return detail::required_service<Service>(host_);
  }

  // What another unit offers, or null. List it in kNeeds to be sure of it. [any]
  template <typename Service>
  Service* find_unit_service() const {
    return static_cast<Service*>(service<abi::Services>().find(Service::kServiceId));
  }
  template <typename Service>
  Service& unit_service() const {
    if (auto* found = find_unit_service<Service>()) return *found;
    throw PluginError("no running unit offers " + std::string(Service::kServiceId));
  }

 private:
  abi::Host& host_;
  std::string name_;
  std::string state_dir_;
  Logger log_;
};

// Base of every plugin class.
class PluginBase {
 public:
  PluginBase() = default;
  PluginBase(const PluginBase&) = delete;
  PluginBase& operator=(const PluginBase&) = delete;
  virtual ~PluginBase() = default;

  virtual void start() {}
  virtual void stop() {}
};

namespace detail {

// What each interface is called, for the table of offers and for query().
template <typename Interface>
struct Offer {
  using type = Interface;
};

template <typename Visitor>
constexpr void for_each_plugin_interface(Visitor&& visitor) {
  visitor(Offer<abi::Archive>{});
  visitor(Offer<abi::Authenticator>{});
  visitor(Offer<abi::CommandHandler>{});
  visitor(Offer<abi::EventFilter>{});
  visitor(Offer<abi::HttpClient>{});
  visitor(Offer<abi::HttpServer>{});
  visitor(Offer<abi::SessionProvider>{});
  visitor(Offer<abi::Store>{});
  visitor(Offer<abi::Transport>{});
}

template <typename Class>
consteval std::uint32_t offer_count() {
  std::uint32_t count = 0;
  for_each_plugin_interface([&](auto offer) {
    if constexpr (std::is_base_of_v<typename decltype(offer)::type, Class>) ++count;
  });
  if constexpr (requires { Class::kOffers; }) count += std::size(Class::kOffers);
  return count;
}

// A function of its own: inside the generic lambda below, clang checks the assertion for every class.
template <typename Interface, typename Class>
consteval std::uint32_t offer_flags() {
  if constexpr (std::is_same_v<Interface, abi::EventFilter>) {
    static_assert(requires { Class::kFilterStages; },
                  "a filter says when it runs: static constexpr std::uint32_t kFilterStages = "
                  "abi::kFilterIntake or abi::kFilterDelivery");
    return Class::kFilterStages;
  }
  return 0;
}

template <typename Class>
struct Offers {
  abi::ServiceDecl list[offer_count<Class>() + 1] = {};

  consteval Offers() {
    std::uint32_t count = 0;
    for_each_plugin_interface([&](auto offer) {
      using Interface = typename decltype(offer)::type;
      if constexpr (std::is_base_of_v<Interface, Class>) {
        list[count++] = {Interface::kServiceId.data(), offer_flags<Interface, Class>(), 0};
      }
    });
    if constexpr (requires { Class::kOffers; }) {
      for (const abi::ServiceDecl& own : Class::kOffers) list[count++] = own;
    }
  }
};

template <typename Class>
inline constexpr Offers<Class> kOffersOf{};

template <std::size_t kSize>
constexpr void copy_text(char (&out)[kSize], std::string_view text) {
  for (std::size_t i = 0; i < kSize - 1 && i < text.size(); ++i) out[i] = text[i];
}

consteval abi::Stamp make_stamp(std::string_view id, std::string_view version, std::string_view toolchain) {
  abi::Stamp stamp;
  stamp.layout = abi::layout_fingerprint();
  copy_text(stamp.id, id);
  copy_text(stamp.version, version);
  copy_text(stamp.toolchain, toolchain);
  return stamp;
}

// Holds the author's object and keeps exceptions on this side of the boundary.
template <typename Class>
class Unit final : public abi::Plugin {
 public:
  Unit(abi::Host& host, const abi::UnitSpec& spec) : context_(host, spec), plugin_(context_) {}

  void* query(abi::StringRef id) noexcept override {
    void* found = nullptr;
    for_each_plugin_interface([&](auto offer) {
      using Interface = typename decltype(offer)::type;
      if constexpr (std::is_base_of_v<Interface, Class>) {
        if (id == Interface::kServiceId) found = static_cast<Interface*>(&plugin_);
      }
    });
    if constexpr (requires(Class& plugin) { plugin.query_own(std::string_view()); }) {
      if (!found) found = plugin_.query_own(id.view());
    }
    return found;
  }

  abi::StatusCode start(abi::ErrorOut& error) noexcept override {
    try {
      plugin_.start();
      return abi::StatusCode::ok;
    } catch (const PluginError& failure) {
      return abi::fail(error, failure.code(), failure.what());
    } catch (const std::exception& failure) {
      return abi::fail(error, abi::StatusCode::failed_precondition, failure.what());
    } catch (...) {
      return abi::fail(error, abi::StatusCode::internal, "start() threw something that is not a std::exception");
    }
  }

  void stop() noexcept override {
    try {
      plugin_.stop();
    } catch (const std::exception& failure) {
      context_.log().error("stop() threw", {{"error", failure.what()}});
    } catch (...) {
      context_.log().error("stop() threw something that is not a std::exception");
    }
  }

  abi::StatusCode prepare(abi::Config& next, abi::ErrorOut& error) noexcept override {
    if constexpr (requires(Class& plugin, const ConfigReader& reader) { plugin.prepare(reader); plugin.commit(); }) {
      try {
        plugin_.prepare(ConfigReader(next));
        return abi::StatusCode::ok;
      } catch (const PluginError& failure) {
        return abi::fail(error, failure.code() == abi::StatusCode::unimplemented ? abi::StatusCode::unimplemented
                                                                                 : abi::StatusCode::invalid_argument,
                         failure.what());
      } catch (const std::exception& failure) {
        return abi::fail(error, abi::StatusCode::invalid_argument, failure.what());
      } catch (...) {
        return abi::fail(error, abi::StatusCode::internal, "prepare() threw something that is not a std::exception");
      }
    } else {
      (void)next;
      return abi::fail(error, abi::StatusCode::unimplemented, "this unit changes only by a restart");
    }
  }

  void commit() noexcept override {
    if constexpr (requires(Class& plugin) { plugin.commit(); }) plugin_.commit();
  }

  // What was prepared stays aside until the next prepare() replaces it.
  void discard() noexcept override {
    if constexpr (requires(Class& plugin) { plugin.discard(); }) plugin_.discard();
  }

  void release() noexcept override { delete this; }

  static abi::StatusCode create(abi::Host* host, const abi::UnitSpec* spec, abi::Plugin** out,
                                abi::ErrorOut* error) noexcept {
    try {
      *out = new Unit(*host, *spec);
      return abi::StatusCode::ok;
    } catch (const PluginError& failure) {
      return abi::fail(*error, failure.code(), failure.what());
    } catch (const std::exception& failure) {
      return abi::fail(*error, abi::StatusCode::failed_precondition, failure.what());
    } catch (...) {
      return abi::fail(*error, abi::StatusCode::internal, "the constructor threw something that is not a std::exception");
    }
  }

 private:
  PluginContext context_;
  Class plugin_;
};

template <typename Class>
constexpr abi::Descriptor make_descriptor(const abi::Stamp* stamp, const char* schema, const char* summary) {
  abi::Descriptor descriptor{};
  descriptor.size = sizeof(abi::Descriptor);
  descriptor.flags = abi::kMultiUnit;
  if constexpr (requires { Class::kFlags; }) descriptor.flags = Class::kFlags;
  descriptor.stamp = stamp;
  descriptor.config_schema = schema;
  descriptor.summary = summary;
  descriptor.offers = kOffersOf<Class>.list;
  descriptor.offers_count = offer_count<Class>();
  if constexpr (requires { Class::kNeeds; }) {
    descriptor.needs = Class::kNeeds;
    descriptor.needs_count = std::size(Class::kNeeds);
  }
  descriptor.create = &Unit<Class>::create;
  return descriptor;
}

}  // namespace detail

// "gcc 12.2; libstdc++", as far as the compiler says.
#if defined(__clang__)
#define WAGATE_TOOLCHAIN "clang " __clang_version__
#elif defined(__GNUC__)
#define WAGATE_TOOLCHAIN "gcc " __VERSION__
#else
#define WAGATE_TOOLCHAIN "unknown"
#endif

// Makes `Class` the plugin of this file: its stamp, its descriptor and the one exported function.
// WAGATE_PLUGIN_ID, _VERSION, _SUMMARY and kWagatePluginSchema come from add_wagate_plugin().
#define WAGATE_PLUGIN(Class)                                                                              \
  extern "C" __attribute__((section(".wagate_stamp"), used, visibility("hidden")))                        \
  constinit const ::wagate::abi::Stamp wagate_plugin_stamp =                                              \
      ::wagate::detail::make_stamp(WAGATE_PLUGIN_ID, WAGATE_PLUGIN_VERSION, WAGATE_TOOLCHAIN);            \
  extern "C" __attribute__((visibility("default"))) const ::wagate::abi::Descriptor*                      \
  wagate_plugin_entry_v1() {                                                                              \
    static constexpr ::wagate::abi::Descriptor descriptor = ::wagate::detail::make_descriptor<Class>(     \
        &wagate_plugin_stamp, kWagatePluginSchema, WAGATE_PLUGIN_SUMMARY);                                \
    return &descriptor;                                                                                   \
  }

}  // namespace wagate

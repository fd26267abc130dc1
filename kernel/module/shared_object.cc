#include "kernel/module/shared_object.h"

#include <dlfcn.h>

#include <boost/dll/shared_library.hpp>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace wagate {
namespace {

constexpr std::string_view kMessageStart = "dlerror system message: ";

// Boost wraps the linker's sentence: "... (dlerror system message: <sentence>): Bad file descriptor".
std::string linker_sentence(std::string_view what) {
  const std::size_t start = what.find(kMessageStart);
  if (start == std::string_view::npos) return std::string(what);
  what.remove_prefix(start + kMessageStart.size());
  return std::string(what.substr(0, what.rfind("): ")));
}

// "/x/a.so: undefined symbol: GeoIP_open" names what is missing, but not in a way that helps.
std::string explained(const std::string& sentence, const std::filesystem::path& file) {
  constexpr std::string_view kUndefined = "undefined symbol: ";
  const std::size_t start = sentence.find(kUndefined);
  if (start == std::string::npos) return sentence;
  const std::string symbol = sentence.substr(start + kUndefined.size());
  return "it needs \"" + symbol.substr(0, symbol.find_first_of(", (")) + "\", which no library provides; ldd " +
         file.string() + " shows what is missing";
}

class BoostSharedObject final : public SharedObject {
 public:
  explicit BoostSharedObject(boost::dll::shared_library library) : library_(std::move(library)) {}

  Result<const abi::Descriptor*> descriptor() override {
    if (!library_.has(abi::kEntrySymbol)) {
      return Status(abi::StatusCode::invalid_argument,
                    std::string("it does not export ") + abi::kEntrySymbol +
                        "; WAGATE_PLUGIN() in one of its source files makes that function");
    }
    const auto entry = library_.get<const abi::Descriptor*()>(abi::kEntrySymbol);
    return entry();
  }

 private:
  boost::dll::shared_library library_;
};

}  // namespace

Result<std::shared_ptr<SharedObject>> SharedObject::open(const std::filesystem::path& file) {
  const auto mode = boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local |
                    static_cast<boost::dll::load_mode::type>(RTLD_NODELETE);
  try {
    boost::dll::shared_library library(file, mode);
    return std::shared_ptr<SharedObject>(std::make_shared<BoostSharedObject>(std::move(library)));
  } catch (const std::exception& failure) {
    return Status(abi::StatusCode::failed_precondition, explained(linker_sentence(failure.what()), file));
  } catch (...) {  // from a static constructor of the plugin
    return Status(abi::StatusCode::internal, "a static constructor threw something that is not a std::exception");
  }
}

}  // namespace wagate

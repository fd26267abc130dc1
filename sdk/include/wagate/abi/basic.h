#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

// The vocabulary of the plugin boundary: the only types that cross it.
//
// Rules for everything below wagate/abi (checked by tests/abi):
//   - interfaces are pure virtual, single inheritance, with a protected non-virtual destructor;
//   - parameters are fixed-width integers, double, bool, these structs, and references to
//     interfaces; enums have a fixed underlying type, so an unknown value is data;
//   - views (StringRef, BytesRef, DocumentRef) are borrowed and valid until the call returns,
//     unless the declaration says longer; text is UTF-8;
//   - nothing throws across; a failure is a StatusCode plus a sentence in an ErrorOut;
//   - structs that may grow begin with their `size`; new members go to the end and mean nothing
//     when zero;
//   - after a release an interface is never edited; a successor gets the next revision number.
//
// Thread notes, one on every function:
//   [control]                the kernel's control thread; may block up to the lifecycle budget
//   [any]                    any thread, concurrently
//   [ordered per instance]   concurrent across instances, one at a time and in order within one
//   [loop]                   the I/O loop that owns the object; must not block
//   [completes later]        may return before the answer; the reply is answered exactly once
namespace wagate::abi {

// Version of this contract. A plugin loads when its major is equal and its minor is not newer
// than the kernel's.
inline constexpr std::uint16_t kAbiMajor = 1;
inline constexpr std::uint16_t kAbiMinor = 0;

// Borrowed UTF-8 text; not null-terminated. Empty when size is 0, then data may be null.
struct StringRef {
  const char* data = nullptr;
  std::uint64_t size = 0;

  constexpr StringRef() = default;
  constexpr StringRef(const char* text, std::uint64_t length) : data(text), size(length) {}
  constexpr StringRef(const char* text) : StringRef(std::string_view(text)) {}  // NOLINT
  constexpr StringRef(std::string_view text) : data(text.data()), size(text.size()) {}  // NOLINT
  StringRef(const std::string& text) : data(text.data()), size(text.size()) {}  // NOLINT

  constexpr std::string_view view() const { return data ? std::string_view(data, size) : std::string_view(); }
  constexpr operator std::string_view() const { return view(); }  // NOLINT
  std::string str() const { return std::string(view()); }
  constexpr bool empty() const { return size == 0; }

  // Friends, so that they are only considered where one side is a StringRef.
  friend constexpr bool operator==(StringRef a, StringRef b) { return a.view() == b.view(); }
  friend constexpr bool operator==(StringRef a, std::string_view b) { return a.view() == b; }
  friend constexpr bool operator==(StringRef a, const char* b) { return a.view() == std::string_view(b); }
  friend bool operator==(StringRef a, const std::string& b) { return a.view() == std::string_view(b); }
};

// Borrowed bytes.
struct BytesRef {
  const std::uint8_t* data = nullptr;
  std::uint64_t size = 0;

  constexpr BytesRef() = default;
  constexpr BytesRef(const std::uint8_t* bytes, std::uint64_t length) : data(bytes), size(length) {}
};

// JSON text plus the binary values it refers to. A binary value stands in the text as
// {"_placeholder":true,"num":i}, exactly as Socket.IO writes it, where i indexes `attachments`.
struct DocumentRef {
  StringRef json;
  const BytesRef* attachments = nullptr;
  std::uint64_t attachment_count = 0;

  constexpr DocumentRef() = default;
  constexpr DocumentRef(StringRef text) : json(text) {}  // NOLINT
  constexpr DocumentRef(StringRef text, const BytesRef* bytes, std::uint64_t count)
      : json(text), attachments(bytes), attachment_count(count) {}
};

struct NameValue {
  StringRef name;
  StringRef value;
};

// What the caller has to do next decides the code.
enum class StatusCode : std::int32_t {
  ok = 0,
  invalid_argument = 1,     // the request is wrong; the same request will fail again
  not_found = 2,            // the thing named does not exist
  already_exists = 3,       // the thing to be made exists
  permission_denied = 4,    // the caller is known and may not
  unauthenticated = 5,      // the caller is not known
  failed_precondition = 6,  // the system is in the wrong state, e.g. the instance is not connected
  unavailable = 7,          // try again later
  deadline_exceeded = 8,    // no answer in time
  resource_exhausted = 9,   // a limit was reached
  unimplemented = 10,       // this provider or plugin does not do that
  internal = 11,            // a defect on the answering side
};

// Where a callee writes why it failed. Owned by the caller; written only on failure; always
// null-terminated; longer text is cut at a whole UTF-8 character.
struct ErrorOut {
  static constexpr std::uint32_t kCapacity = 1024;

  std::uint32_t size = sizeof(ErrorOut);
  std::uint32_t text_size = 0;
  char text[kCapacity] = {};

  std::string_view view() const { return std::string_view(text, text_size); }

  void set(std::string_view sentence) {
    std::size_t n = sentence.size() < kCapacity - 1 ? sentence.size() : kCapacity - 1;
    while (n < sentence.size() && n > 0 && (static_cast<unsigned char>(sentence[n]) & 0xC0) == 0x80) --n;
    for (std::size_t i = 0; i < n; ++i) text[i] = sentence[i];
    text[n] = '\0';
    text_size = static_cast<std::uint32_t>(n);
  }
};

// Writes `sentence` and returns `code`: `return fail(error, StatusCode::not_found, "...");`
inline StatusCode fail(ErrorOut& error, StatusCode code, std::string_view sentence) {
  error.set(sentence);
  return code;
}

// An object that crosses the boundary and is destroyed by whoever made it.
class Object {
 public:
  // Ends the caller's ownership. The object is gone when this returns. [any]
  virtual void release() noexcept = 0;

 protected:
  ~Object() = default;
};

// Work to be run once and then released, or released without running when its owner stops.
class Task : public Object {
 public:
  virtual void run() noexcept = 0;

 protected:
  ~Task() = default;
};

// A dense, process-local handle of an instance; 0 means "no instance". Never reused in one
// process, so a stale key names nothing.
using InstanceKey = std::uint64_t;

using ClientId = std::uint64_t;    // a connected client; 0 means none
using AudienceId = std::uint64_t;  // a set of clients that get the same copies; 0 means none

static_assert(std::is_trivially_copyable_v<StringRef> && std::is_standard_layout_v<StringRef>);
static_assert(std::is_trivially_copyable_v<DocumentRef> && std::is_standard_layout_v<DocumentRef>);
static_assert(std::is_standard_layout_v<ErrorOut>);

}  // namespace wagate::abi

#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "node/jid.h"
#include "session/wire.h"

namespace wagate::session_whatsapp {

// What businesses show of themselves. Each function calls `done` once; `answer` is the server's, of a business that
// there is not it is a success with nothing in it.

// `profile`: the object as applications know it; empty text: it is no business.
void fetch_business(Wire& wire, const Jid& of,
                    std::function<void(const Answer& answer, const std::string& profile)> done);

struct ShopPage {
  std::string items = "[]";  // JSON
  std::string cursor;        // of the next page; empty: this is the last
};

// `cursor`: of an earlier page, or empty.
void fetch_products(Wire& wire, const Jid& of, std::int64_t limit, const std::string& cursor,
                    std::function<void(const Answer& answer, const ShopPage& page)> done);

void fetch_collections(Wire& wire, const Jid& of, std::int64_t limit,
                       std::function<void(const Answer& answer, const ShopPage& page)> done);

}  // namespace wagate::session_whatsapp

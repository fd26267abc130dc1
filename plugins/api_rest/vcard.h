#pragma once

#include <string>

namespace wagate::api_rest {

// One person of an address book. Empty members are left out.
struct Person {
  std::string full_name;
  std::string phone;  // as people write it
  std::string jid;    // the account behind the phone number
  std::string organization;
  std::string email;
  std::string url;
};

// As a vCard 3.0 (RFC 2426). Line breaks and separators in the values are escaped, so no value can
// add a property.
std::string write_vcard(const Person& person);

}  // namespace wagate::api_rest

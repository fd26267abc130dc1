#pragma once

#include <string>
#include <string_view>

namespace wagate::api_rest {

// The WhatsApp address that a caller's `number` means: "+55 (11) 97000-0001" is
// "5511970000001@s.whatsapp.net". Addresses pass unchanged except for a device part; long numbers
// are groups; Mexican, Argentine and Brazilian mobile numbers lose the digit WhatsApp does not use.
// Empty when nothing that could be an address is left.
std::string to_jid(std::string_view number);

// Whether a text can be the own number of an account: empty, or digits with the usual signs between.
bool is_phone_number(std::string_view text);

// The digits of a text.
std::string digits_of(std::string_view text);

}  // namespace wagate::api_rest

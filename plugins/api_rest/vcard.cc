#include "vcard.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace wagate::api_rest {

namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') out += "\\n";
    if (c == '\\' || c == ';' || c == ',') out += '\\';
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) out += c;
  }
  return out;
}

// Addresses and phone numbers have no escapes.
std::string without_controls(std::string_view text) {
  std::string out;
  std::copy_if(text.begin(), text.end(), std::back_inserter(out),
               [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F; });
  return out;
}

}  // namespace

std::string write_vcard(const Person& person) {
  const std::string name = escaped(person.full_name);
  std::string out = "BEGIN:VCARD\nVERSION:3.0\nN:" + name + "\nFN:" + name + "\n";
  if (!person.organization.empty()) out += "ORG:" + escaped(person.organization) + ";\n";
  if (!person.email.empty()) out += "EMAIL:" + escaped(person.email) + "\n";
  if (!person.url.empty()) out += "URL:" + without_controls(person.url) + "\n";
  out += "item1.TEL;waid=" + without_controls(person.jid) + ":" + without_controls(person.phone) + "\n";
  out += "item1.X-ABLabel:Celular\nEND:VCARD";
  return out;
}

}  // namespace wagate::api_rest

#include "message/names.h"

namespace wagate::session_whatsapp {
namespace {

std::string filed_name(std::string_view user, std::string_view server) {
  std::string name(user);
  if (server == kLidServer) name += "_1";
  if (server == kHostedServer) name += "_128";
  if (server == kHostedLidServer) name += "_129";
  return name;
}

Jid jid_or_nobody(std::string_view text) {
  auto jid = Jid::parse(text);
  return jid ? *jid : Jid();
}

}  // namespace

Names::Names(Transaction& work, const Account& own)
    : work_(work), own_pn_(jid_or_nobody(own.jid)), own_lid_(jid_or_nobody(own.lid)) {}

bool Names::is_own(const Jid& jid) const {
  if (jid.user.empty()) return false;
  return (jid.user == own_pn_.user && jid.server == own_pn_.server) ||
         (jid.user == own_lid_.user && jid.server == own_lid_.server);
}

SignalAddress Names::address(const Jid& device) {
  if (device.is_pn()) {
    const Jid lid = other(device);
    if (!lid.user.empty()) return {filed_name(lid.user, lid.server), device.device};
  }
  return {filed_name(device.user, device.server), device.device};
}

Jid Names::other(const Jid& jid) {
  Jid out;
  out.device = jid.device;
  if (jid.is_pn()) {
    out.server = kLidServer;
    out.user = jid.user == own_pn_.user ? own_lid_.user : work_.lid_of(jid.user);
  } else if (jid.is_lid()) {
    out.server = kPnServer;
    out.user = jid.user == own_lid_.user ? own_pn_.user : work_.pn_of(jid.user);
  }
  return out;
}

Names::Shown Names::shown(const Jid& account) {
  const Jid plain = account.account();
  const Jid alt = other(plain);
  if (alt.user.empty()) return {plain.text(), {}};
  if (plain.is_lid()) return {alt.text(), plain.text()};
  return {plain.text(), alt.text()};
}

bool Names::learn(const Jid& one, const Jid& another) {
  const Jid& pn = one.is_pn() ? one : another;
  const Jid& lid = one.is_pn() ? another : one;
  if (!pn.is_pn() || !lid.is_lid() || pn.user.empty() || lid.user.empty()) return false;
  if (is_own(pn) || is_own(lid)) return false;  // told at pairing, and by nobody else
  if (!work_.learn_lid(pn.user, lid.user)) return false;
  work_.move_account(filed_name(pn.user, kPnServer), filed_name(lid.user, kLidServer));
  return true;
}

}  // namespace wagate::session_whatsapp

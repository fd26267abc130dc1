#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "message/message_reader.h"
#include "message/message_sealer.h"
#include "message/retry.h"
#include "store/transaction.h"

namespace wagate::session_whatsapp {

// A paired device with a store of its own in a temporary folder.
class Device {
 public:
  Device(const std::filesystem::path& folder, const std::string& jid, const std::string& lid) {
    store = std::make_unique<SessionStore>((folder / (jid + ".wa")).string());
    Account account;
    account.jid = jid;
    account.lid = lid;
    account.device_identity = "identity of " + jid;
    Transaction work(*store);
    work.save_account(account);
    work.commit();
  }

  Jid jid() const { return *Jid::parse(store->account()->jid); }
  Jid lid() const { return *Jid::parse(store->account()->lid); }

  PreKeyBundle bundle() {
    Transaction work(*store);
    const OneTimePrekey prekey = work.make_prekeys(1).front();
    work.commit();
    const DeviceKeys& keys = store->keys();
    PreKeyBundle out;
    out.registration_id = keys.registration_id;
    out.identity = keys.identity.pub;
    out.signed_prekey_id = keys.signed_prekey_id;
    out.signed_prekey = keys.signed_prekey.pub;
    out.signed_prekey_signature = keys.signed_prekey_signature;
    out.prekey = PreKeyBundle::OneTime{prekey.id, prekey.key};
    return out;
  }

  ReadMessage read(const Node& stanza) {
    Transaction work(*store);
    ReadMessage out = MessageReader(work, *store->account()).read(stanza, 1'768'485'900);
    work.commit();
    return out;
  }

  std::unique_ptr<SessionStore> store;
};

// Two accounts, one of them with a second device, and the part of a server that carries stanzas.
class MessageTest : public testing::Test {
 protected:
  MessageTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "wagate-message-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    ana_ = std::make_unique<Device>(folder_, "5511970000001:3@s.whatsapp.net", "84110000000001:3@lid");
    ana_two_ = std::make_unique<Device>(folder_, "5511970000001:4@s.whatsapp.net", "84110000000001:4@lid");
    bob_ = std::make_unique<Device>(folder_, "5511970000002:9@s.whatsapp.net", "84110000000002:9@lid");
  }
  ~MessageTest() override {
    ana_.reset();
    ana_two_.reset();
    bob_.reset();
    std::filesystem::remove_all(folder_);
  }

  Device& device(const Jid& jid) {
    for (Device* candidate : {ana_.get(), ana_two_.get(), bob_.get()}) {
      if (candidate->jid() == jid || candidate->lid() == jid) return *candidate;
    }
    ADD_FAILURE() << "nobody is " << jid.text();
    return *ana_;
  }

  void open_sessions(Transaction& work, MessageSealer& sealer, const std::vector<Jid>& devices) {
    std::vector<std::pair<Jid, PreKeyBundle>> bundles;
    for (const Jid& jid : sealer.without_session(devices)) bundles.emplace_back(jid, device(jid).bundle());
    EXPECT_EQ(sealer.open(bundles), bundles.size());
    static_cast<void>(work);
  }

  static OutgoingMessage outgoing(const std::string& chat, const std::string& id, const proto::Message& message) {
    OutgoingMessage out;
    out.chat = *Jid::parse(chat);
    out.id = id;
    out.message = message.SerializeAsString();
    out.marks = marks_of(message);
    return out;
  }

  Node send_direct(Device& from, const std::string& chat, const std::string& id, const proto::Message& message,
                   const std::vector<Jid>& devices) {
    Transaction work(*from.store);
    MessageSealer sealer(work, *from.store->account());
    open_sessions(work, sealer, devices);
    Node stanza = sealer.seal_direct(outgoing(chat, id, message), devices, 1'768'485'800);
    work.commit();
    return stanza;
  }

  Node send_group(Device& from, const std::string& id, const proto::Message& message, const std::vector<Jid>& devices) {
    Transaction work(*from.store);
    MessageSealer sealer(work, *from.store->account());
    const OutgoingMessage out = outgoing(kGroup, id, message);
    open_sessions(work, sealer, sealer.to_be_told(out.chat, devices));
    Node stanza = sealer.seal_group(out, devices, false, 1'768'485'800);
    work.commit();
    return stanza;
  }

  // What the server makes of a sent stanza for one device; tag "none" when there is nothing for it.
  static Node carried(const Node& sent, const Jid& from, const Jid& to) {
    const bool is_group = sent.attribute("to").ends_with("@g.us");
    Node out("message", {{"id", std::string(sent.attribute("id"))}, {"t", "1768485802"}, {"notify", "Ana"}});
    out.set("type", sent.attribute("type"));
    out.set("from", is_group ? std::string(sent.attribute("to")) : from.text());
    if (is_group) out.set("participant", from.text());
    if (!is_group && from.user == to.user) out.set("recipient", sent.attribute("to"));
    bool any = false;
    if (const Node* participants = sent.child("participants")) {
      for (const Node& entry : participants->children()) {
        if (entry.attribute("jid") != to.text()) continue;
        out.add(*entry.child("enc"));
        any = true;
      }
    }
    if (const Node* enc = sent.child("enc")) {
      out.add(*enc);
      any = true;
    }
    return any ? out : Node("none");
  }

  static proto::Message text(const std::string& words) { return compose_text(words, {}); }

  static constexpr const char* kGroup = "120363040000000001@g.us";

  std::filesystem::path folder_;
  std::unique_ptr<Device> ana_;
  std::unique_ptr<Device> ana_two_;
  std::unique_ptr<Device> bob_;
};

}  // namespace wagate::session_whatsapp

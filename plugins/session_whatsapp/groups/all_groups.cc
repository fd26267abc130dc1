#include "groups/all_groups.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "chat/refusals.h"
#include "groups/group_metadata.h"
#include "profile/pictures.h"
#include "session/alarm.h"
#include "store/transaction.h"

namespace wagate::session_whatsapp {

struct AllGroups::Listing {
  Listing(const ReplyBox& asked, const Workplace& place) : reply(asked), patience(place) {}

  ReplyBox reply;
  Alarm patience;
  Node groups;               // <groups>
  std::vector<Jid> jids;     // of its children; an empty user: none
  std::vector<std::string> pictures;
  std::size_t next = 0;      // to ask for
  std::size_t under_way = 0;
};

void AllGroups::fetch(const ReplyBox& reply) {
  if (listings_.size() >= kMaxListings)
    return reply.fail(abi::StatusCode::resource_exhausted, "too_many_pending",
                      "8 lists of groups are being made for this instance; ask again when they are there");
  const std::uint64_t number = ++last_;
  listings_[number] = std::make_shared<Listing>(reply, place_.session.place);
  Node iq("iq", {{"type", "get"}, {"xmlns", "w:g2"}, {"to", std::string(kGroupsJid)}});
  Node& wanted = iq.add(Node("participating"));
  wanted.add(Node("participants"));
  wanted.add(Node("description"));
  place_.session.wire.request(std::move(iq), [this, number](const Answer& answer) {
    const auto listing = listings_.at(number);
    const Node* groups = answer.stanza.child("groups");
    if (!answer.ok()) {
      listings_.erase(number);
      return refuse(listing->reply, answer);
    }
    if (groups) listing->groups = *groups;
    for (const Node& group : listing->groups.children())
      listing->jids.push_back(group.is("group") ? jid_of_group(group).value_or(Jid()) : Jid());
    listing->pictures.resize(listing->jids.size());
    listing->patience.set(kPatienceMs, [this, number] { this->answer(number); });
    ask_for_pictures(number);
  });
}

void AllGroups::ask_for_pictures(std::uint64_t number) {
  const auto found = listings_.find(number);
  if (found == listings_.end()) return;  // answered already
  const auto listing = found->second;
  const std::size_t end = std::min(listing->jids.size(), kMaxPictures);
  while (listing->next < end && listing->under_way < kPicturesAtATime) {
    const std::size_t index = listing->next++;
    if (listing->jids[index].user.empty()) continue;
    ++listing->under_way;
    fetch_picture(place_.session.wire, listing->jids[index], false, std::nullopt,
                  [this, number, listing, index](const PictureAnswer& picture) {
                    --listing->under_way;
                    listing->pictures[index] = picture.url;
                    // Without a connection there is nobody to ask for the rest.
                    if (picture.kind == Answer::Kind::disconnected) listing->next = listing->jids.size();
                    ask_for_pictures(number);
                  });
  }
  if (listing->next >= end && listing->under_way == 0) answer(number);
}

void AllGroups::answer(std::uint64_t number) {
  const auto found = listings_.find(number);
  if (found == listings_.end()) return;
  const auto listing = std::move(found->second);
  listings_.erase(found);
  listing->patience.cancel();
  const auto& account = place_.session.store.account();
  if (!account) return listing->reply.not_connected();
  Document document;
  {
    Transaction work(place_.session.store);
    Names names(work, *account);
    JsonWriter json(document.json);
    json.begin_object().key("groups").begin_array();
    for (std::size_t i = 0; i < listing->jids.size(); ++i) {
      if (listing->jids[i].user.empty()) continue;
      const Node& group = listing->groups.children()[i];
      learn_members(group, names);
      write_group(json, listing->jids[i], group, names, {listing->pictures[i], {}});
    }
    json.end_array().end_object();
    work.commit();
  }
  listing->reply.ok(DocumentView(document));
}

}  // namespace wagate::session_whatsapp

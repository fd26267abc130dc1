#include "cast.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "prng.h"
#include "text.h"

namespace wagate::session_simulator {
namespace {

constexpr std::string_view kFirstNames[] = {"Ana",    "Bruno",   "Carla",  "Diego",  "Elisa",  "Felipe",
                                            "Gabi",   "Heitor",  "Iara",   "João",   "Karen",  "Lucas",
                                            "Marina", "Nina",    "Otávio", "Paula",  "Rafael", "Sofia",
                                            "Thiago", "Valéria", "Wagner", "Yasmin", "Zeca",   "Lívia"};
constexpr std::string_view kLastNames[] = {"Souza",    "Almeida", "Pereira", "Costa",  "Barbosa", "Rocha",  "Nunes",
                                           "Teixeira", "Prado",   "Moreira", "Vieira", "Campos",  "Farias", "Ribeiro"};
constexpr std::string_view kShopNames[] = {"Padaria Aurora",     "Oficina do Bairro", "Flora Central",
                                           "Livraria Horizonte", "Mercado da Praça",  "Ateliê Violeta"};
constexpr std::string_view kSubjects[] = {"Drivers",           "Família",       "Night shift",  "Suppliers",
                                          "Futebol de quinta", "Condomínio 42", "Project Lume", "Vendas"};
constexpr std::string_view kDescriptions[] = {"shift plan", "Sem correntes, por favor.", "prices and deliveries",
                                              "bring water", ""};
constexpr std::string_view kLabelNames[] = {"New customer", "New order", "Pending payment", "Paid", "VIP"};

// A mobile number of São Paulo that never ends in 0000: those are nobody's.
std::string invent_number(Prng& choices, std::string_view prefix) {
  return std::string(prefix) + choices.digits(3) + std::to_string(choices.between(1000, 9999));
}

Person invent_person(Prng& choices, std::set<std::string>& taken) {
  static constexpr Phone kPhones[] = {Phone::android, Phone::android, Phone::android, Phone::ios,
                                      Phone::ios,     Phone::web,     Phone::desktop};
  Person person;
  std::string digits;
  do {
    digits = invent_number(choices, "551197");
  } while (!taken.insert(digits).second);
  person.jid = digits + "@s.whatsapp.net";
  person.lid = "84" + choices.digits(12) + "@lid";
  person.name = std::string(choices.pick(kFirstNames)) + " " + std::string(choices.pick(kLastNames));
  if (choices.percent(70))
    person.picture =
        "https://pps.whatsapp.net/v/t61.24694-24/" + choices.digits(15) + "_n.jpg?oe=" + choices.upper_hex(8);
  person.phone = choices.pick(kPhones);
  person.addressed_by_lid = choices.percent(25);
  person.known = choices.percent(75);
  person.reads = choices.percent(80);
  return person;
}

Group invent_group(Prng& choices, std::size_t persons, std::set<std::string>& taken) {
  Group group;
  do {
    group.jid = "120363" + choices.digits(12) + "@g.us";
  } while (!taken.insert(group.jid).second);
  group.subject = choices.pick(kSubjects);
  group.description = choices.pick(kDescriptions);
  group.description_id = "3EB0" + group.jid.substr(6, 12);
  group.created_at = choices.between(1'600'000'000, 1'740'000'000);
  group.expiration = choices.percent(30) ? 604800 : 0;
  group.members.push_back({kOwner, choices.percent(50)});
  for (std::size_t i = 0; i < persons; ++i)
    if (choices.percent(50)) group.members.push_back({i, choices.percent(20)});
  if (group.members.size() == 1 && persons > 0) group.members.push_back({choices.below(persons), false});
  Member& creator = group.members[choices.below(group.members.size())];
  creator.admin = true;
  group.creator = creator.person;
  return group;
}

}  // namespace

Member* Group::member(std::size_t person) {
  const auto found =
      std::find_if(members.begin(), members.end(), [&](const Member& entry) { return entry.person == person; });
  return found == members.end() ? nullptr : &*found;
}

bool Group::owner_is_admin() const {
  const Member* owner = member(kOwner);
  return owner && owner->admin;
}

Person& Cast::person(std::size_t number) {
  if (number == kOwner) return owner;
  return number < persons.size() ? persons[number] : strangers[number - persons.size()];
}

std::size_t Cast::number_of(std::string_view jid) const {
  const auto is_it = [&](const Person& person) { return person.jid == jid || person.lid == jid; };
  if (is_it(owner)) return kOwner;
  for (std::size_t i = 0; i < persons.size(); ++i)
    if (is_it(persons[i])) return i;
  for (std::size_t i = 0; i < strangers.size(); ++i)
    if (is_it(strangers[i])) return persons.size() + i;
  return kNobody;
}

Person* Cast::find_person(std::string_view jid) {
  const std::size_t number = number_of(jid);
  return number == kNobody || number == kOwner ? nullptr : &person(number);
}

Group* Cast::find_group(std::string_view jid) {
  const auto found = std::find_if(groups.begin(), groups.end(), [&](const Group& group) { return group.jid == jid; });
  return found == groups.end() ? nullptr : &*found;
}

Person make_stranger(std::string_view jid) {
  Prng choices(Prng::derive(1, jid));
  std::set<std::string> taken;
  Person person = invent_person(choices, taken);
  person.known = false;
  if (jid.ends_with("@lid")) {
    person.lid = jid;
    person.addressed_by_lid = true;
  } else {
    person.jid = jid;
    person.addressed_by_lid = false;
  }
  return person;
}

Cast make_cast(std::uint64_t seed, std::string_view number, std::size_t persons, std::size_t groups) {
  Prng choices(Prng::derive(seed, "cast"));
  std::set<std::string> taken;
  Cast cast;

  const std::string own = invent_number(choices, "551196");
  cast.owner.jid = (number.empty() ? own : std::string(number)) + "@s.whatsapp.net";
  cast.owner.lid = "84" + choices.digits(12) + "@lid";
  cast.owner.name = choices.pick(kShopNames);
  cast.owner.picture =
      "https://pps.whatsapp.net/v/t61.24694-24/" + choices.digits(15) + "_n.jpg?oe=" + choices.upper_hex(8);
  taken.insert(std::string(user_of(cast.owner.jid)));

  for (std::size_t i = 0; i < persons; ++i) cast.persons.push_back(invent_person(choices, taken));
  for (std::size_t i = 0; i < groups; ++i) cast.groups.push_back(invent_group(choices, persons, taken));
  for (std::size_t i = 0; i < std::size(kLabelNames); ++i)
    cast.labels.push_back({std::to_string(i + 1), std::string(kLabelNames[i]), static_cast<int>(choices.below(20))});
  return cast;
}

}  // namespace wagate::session_simulator

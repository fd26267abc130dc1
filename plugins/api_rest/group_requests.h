#pragma once

#include <string>
#include <vector>

#include "call.h"
#include "json.h"

// What the routes of groups take from their requests, in the body or in the query.
namespace wagate::api_rest {

// Preparations of the route tables (see Route::prepare). Each puts the texts into the body, where the
// rules find them; the body's own win. "@g.us" is added to a group that lacks it.
bool name_group(Call& call);
bool name_invite(Call& call);
bool choose_participants(Call& call);

// The group of a prepared call.
std::string group_of(const Call& call);

// The addresses of a list of numbers; what is no number is left out.
std::vector<std::string> jids_of(const Json& numbers);

}  // namespace wagate::api_rest

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Replaces the digits of card numbers in `text` by '*', but the last `keep_last` of each number.
//
// A card number is 13 to 19 digits, with single spaces or dashes between them at most, whose check
// digit is right (Luhn). One in ten other numbers of that length has a right check digit by chance.
std::string mask_card_numbers(std::string_view text, std::size_t keep_last);

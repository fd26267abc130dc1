#pragma once

#include <cstdint>

// The byte values that encoder and decoder share. Token dictionary 3.
namespace wagate::session_whatsapp::wire {

inline constexpr std::uint8_t kListEmpty = 0;
inline constexpr std::uint8_t kDictionary0 = 236;  // to 239: one index byte follows
inline constexpr std::uint8_t kDictionary3 = 239;
inline constexpr std::uint8_t kInteropJid = 245;
inline constexpr std::uint8_t kMessengerJid = 246;
inline constexpr std::uint8_t kDeviceJid = 247;
inline constexpr std::uint8_t kList8 = 248;
inline constexpr std::uint8_t kList16 = 249;
inline constexpr std::uint8_t kJidPair = 250;
inline constexpr std::uint8_t kHex8 = 251;
inline constexpr std::uint8_t kBinary8 = 252;
inline constexpr std::uint8_t kBinary20 = 253;
inline constexpr std::uint8_t kBinary32 = 254;
inline constexpr std::uint8_t kNibble8 = 255;

inline constexpr std::uint8_t kFlagDeflated = 0x02;  // in the byte before a stanza

// Domain types of kDeviceJid.
inline constexpr std::uint8_t kDomainPn = 0;
inline constexpr std::uint8_t kDomainLid = 1;
inline constexpr std::uint8_t kDomainHosted = 128;
inline constexpr std::uint8_t kDomainHostedLid = 129;

inline constexpr std::uint32_t kMaxBinary20 = (1u << 20) - 1;

}  // namespace wagate::session_whatsapp::wire

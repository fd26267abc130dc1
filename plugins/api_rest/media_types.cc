#include "media_types.h"

#include <algorithm>
#include <cctype>
#include <string>

namespace wagate::api_rest {

namespace {

struct Magic {
  std::size_t offset;
  std::string_view bytes;
  std::string_view type;
};

using namespace std::string_view_literals;

constexpr Magic kMagic[] = {
    {0, "\xFF\xD8\xFF"sv, "image/jpeg"},
    {0, "\x89PNG\r\n\x1A\n"sv, "image/png"},
    {0, "GIF8"sv, "image/gif"},
    {8, "WEBP"sv, "image/webp"},
    {8, "WAVE"sv, "audio/wav"},
    {8, "AVI "sv, "video/x-msvideo"},
    {0, "BM"sv, "image/bmp"},
    {0, "II*\0"sv, "image/tiff"},
    {0, "MM\0*"sv, "image/tiff"},
    {28, "OpusHead"sv, "audio/ogg; codecs=opus"},
    {0, "OggS"sv, "audio/ogg"},
    {0, "ID3"sv, "audio/mpeg"},
    {0, "fLaC"sv, "audio/flac"},
    {0, "#!AMR"sv, "audio/amr"},
    {8, "M4A"sv, "audio/mp4"},
    {8, "qt  "sv, "video/quicktime"},
    {8, "3gp"sv, "video/3gpp"},
    {8, "heic"sv, "image/heic"},
    {4, "ftyp"sv, "video/mp4"},
    {0, "\x1A\x45\xDF\xA3"sv, "video/webm"},
    {0, "%PDF-"sv, "application/pdf"},
    {0, "PK\x03\x04"sv, "application/zip"},
};

struct Extension {
  std::string_view name;
  std::string_view type;
};

constexpr Extension kKnownExtensions[] = {
    {"jpg", "image/jpeg"},
    {"jpeg", "image/jpeg"},
    {"png", "image/png"},
    {"gif", "image/gif"},
    {"webp", "image/webp"},
    {"bmp", "image/bmp"},
    {"tif", "image/tiff"},
    {"tiff", "image/tiff"},
    {"heic", "image/heic"},
    {"svg", "image/svg+xml"},
    {"mp4", "video/mp4"},
    {"m4v", "video/mp4"},
    {"mov", "video/quicktime"},
    {"3gp", "video/3gpp"},
    {"avi", "video/x-msvideo"},
    {"mkv", "video/x-matroska"},
    {"webm", "video/webm"},
    {"mp3", "audio/mpeg"},
    {"m4a", "audio/mp4"},
    {"aac", "audio/aac"},
    {"ogg", "audio/ogg"},
    {"oga", "audio/ogg"},
    {"opus", "audio/ogg; codecs=opus"},
    {"wav", "audio/wav"},
    {"flac", "audio/flac"},
    {"amr", "audio/amr"},
    {"pdf", "application/pdf"},
    {"txt", "text/plain"},
    {"csv", "text/csv"},
    {"html", "text/html"},
    {"xml", "application/xml"},
    {"json", "application/json"},
    {"vcf", "text/vcard"},
    {"ics", "text/calendar"},
    {"rtf", "application/rtf"},
    {"zip", "application/zip"},
    {"rar", "application/vnd.rar"},
    {"7z", "application/x-7z-compressed"},
    {"gz", "application/gzip"},
    {"tar", "application/x-tar"},
    {"apk", "application/vnd.android.package-archive"},
    {"doc", "application/msword"},
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {"xls", "application/vnd.ms-excel"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"ppt", "application/vnd.ms-powerpoint"},
    {"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
    {"odt", "application/vnd.oasis.opendocument.text"},
    {"ods", "application/vnd.oasis.opendocument.spreadsheet"},
    {"epub", "application/epub+zip"},
};

// MPEG audio frames start with eleven set bits; the two bits of the layer tell AAC (none) from MP3 (third).
std::string_view type_of_mpeg_frame(std::string_view bytes) {
  if (bytes.size() < 2 || bytes[0] != '\xFF') return {};
  const auto second = static_cast<unsigned char>(bytes[1]);
  if ((second & 0xF6) == 0xF0) return "audio/aac";
  if ((second & 0xE6) == 0xE2) return "audio/mpeg";
  return {};
}

}  // namespace

std::string_view type_of_bytes(std::string_view bytes) {
  for (const Magic& magic : kMagic)
    if (bytes.size() > magic.offset && bytes.substr(magic.offset).starts_with(magic.bytes)) return magic.type;
  return type_of_mpeg_frame(bytes);
}

std::string_view type_of_name(std::string_view file_name) {
  const std::size_t dot = file_name.rfind('.');
  if (dot == std::string_view::npos) return {};
  std::string extension(file_name.substr(dot + 1));
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (const Extension& known : kKnownExtensions)
    if (extension == known.name) return known.type;
  return {};
}

}  // namespace wagate::api_rest

// What files and their addresses bring from strangers: encrypted bytes, headers of pictures and films, paths, names of
// hosts, answers of media hosts, and records applications hand back.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "media/file_facts.h"
#include "media/media_address.h"
#include "media/media_cipher.h"
#include "media/media_host_rules.h"
#include "media/upload_answer.h"
#include "message/file_of_message.h"
#include "message/json_content.h"

namespace {

using namespace wagate::session_whatsapp;

void must_hold(bool truth) {
  if (!truth) std::abort();
}

// However a file is cut into pieces, the verdict is the same, and what is good comes back as it was.
void decrypt_in_pieces(std::string_view bytes) {
  const Secret<32> key = *Secret<32>::from(std::string(32, 'k'));
  const auto verdict = [&](std::string_view file, std::size_t piece, std::string& plain) {
    MediaDecryptor::Expected expected;
    expected.max_length = 65'536;
    MediaDecryptor decryptor(key, MediaKind::image, expected);
    for (std::size_t at = 0; at < file.size(); at += piece)
      if (!decryptor.update(file.substr(at, piece), plain)) break;
    return decryptor.finish(plain);
  };
  std::string whole;
  std::string pieces;
  must_hold(verdict(bytes, 65'536, whole) == verdict(bytes, 7, pieces));

  MediaEncryptor encryptor(key, MediaKind::image);
  std::string file;
  encryptor.update(bytes, file);
  encryptor.finish(file);
  std::string back;
  if (file.size() <= 65'536) must_hold(verdict(file, 11, back) == MediaError::none && back == bytes);
}

void look_at_addresses(std::string_view text) {
  static const MediaHostRules rules({".whatsapp.net", "127.0.0.1"});
  if (const auto host = rules.follow(text)) {
    const bool is_known = host->origin.ends_with(".whatsapp.net") || host->origin.starts_with("http://127.0.0.1");
    must_hold(is_known && host->origin.find_first_of("@#?\\ ") == std::string::npos);
  }
  if (const auto target = download_target(text, std::nullopt, MediaKind::video)) {
    must_hold((*target)[0] == '/' && (*target)[1] != '/' && target->find_first_of(" \r\n#") == std::string::npos);
  }
  const std::string path = path_of_address(text);
  must_hold(path.empty() || is_media_path(path));
  if (const auto answer = UploadAnswer::read(text)) must_hold(is_media_path(answer->direct_path));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  decrypt_in_pieces(bytes);
  look_at_addresses(bytes);
  const FileFacts facts = look_at_file(bytes);
  must_hold(facts.width <= 65'535 && facts.height <= 65'535 && !facts.mimetype.empty());

  const std::vector<std::string> attachments{std::string(32, 'k'), "second"};
  if (const auto wire = JsonContent(attachments).read_message(bytes)) FileOfMessage::find(*wire);
  FileOfMessage::find(bytes);
  return 0;
}

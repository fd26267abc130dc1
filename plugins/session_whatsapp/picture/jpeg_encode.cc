#include <cstdlib>

#include "picture/jpeg.h"
#include "picture/jpeg_errors.h"

namespace wagate::session_whatsapp {
namespace {

// One file being written; see JpegTrouble.
struct JpegWriting {
  jpeg_compress_struct info{};
  JpegTrouble trouble;
  unsigned char* bytes = nullptr;
  unsigned long size = 0;

  ~JpegWriting() {
    jpeg_destroy_compress(&info);
    std::free(bytes);
  }

  bool write(const Picture& picture, int quality);
};

bool JpegWriting::write(const Picture& picture, int quality) {
  info.err = trouble.prepare();
  if (setjmp(trouble.back) != 0) return false;
  jpeg_create_compress(&info);
  jpeg_mem_dest(&info, &bytes, &size);
  info.image_width = picture.width;
  info.image_height = picture.height;
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  info.optimize_coding = TRUE;
  jpeg_set_quality(&info, quality, TRUE);
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    auto* row = const_cast<JSAMPROW>(picture.row(info.next_scanline));  // read only
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  return true;
}

}  // namespace

std::string encode_jpeg(const Picture& picture, int quality) {
  if (picture.pixels.empty()) return {};
  JpegWriting writing;
  if (!writing.write(picture, quality)) return {};
  return {reinterpret_cast<const char*>(writing.bytes), writing.size};
}

}  // namespace wagate::session_whatsapp

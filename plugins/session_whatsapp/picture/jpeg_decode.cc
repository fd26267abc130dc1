#include <vector>

#include "picture/decode.h"
#include "picture/jpeg_errors.h"

namespace wagate::session_whatsapp {
namespace {

// A progressive file may bring as many passes over all of its pixels as it likes; cameras and programs need about ten.
constexpr int kMaxJpegScans = 64;
// What a progressive file may hold of itself: enough for 40 megapixels in the usual sampling.
constexpr long kMaxJpegMemory = 160'000'000;

// One file being read. The functions below jump, so they hold nothing: it is all here.
struct JpegReading {
  jpeg_decompress_struct info{};
  jpeg_progress_mgr progress{};
  JpegTrouble trouble;
  std::vector<std::uint8_t> inks;  // one row, of a picture in CMYK

  ~JpegReading() { jpeg_destroy_decompress(&info); }

  bool read_head(std::string_view file);
  bool read_rows(Picture& picture);
};

void count_scans(j_common_ptr info) {
  if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > kMaxJpegScans) info->err->error_exit(info);
}

bool JpegReading::read_head(std::string_view file) {
  info.err = trouble.prepare();
  if (setjmp(trouble.back) != 0) return false;
  jpeg_create_decompress(&info);
  info.mem->max_memory_to_use = kMaxJpegMemory;
  progress.progress_monitor = count_scans;
  info.progress = &progress;
  jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(file.data()), file.size());
  return jpeg_read_header(&info, TRUE) == JPEG_HEADER_OK;
}

// Adobe's programs write inks upside down: 255 is none of it.
std::uint8_t light_of(std::uint8_t ink, std::uint8_t black, bool is_inverted) {
  const unsigned a = is_inverted ? ink : 255u - ink;
  const unsigned b = is_inverted ? black : 255u - black;
  return static_cast<std::uint8_t>(a * b / 255);
}

bool JpegReading::read_rows(Picture& picture) {
  if (setjmp(trouble.back) != 0) return false;
  jpeg_start_decompress(&info);
  if (info.output_width != picture.width || info.output_height != picture.height) return false;
  while (info.output_scanline < info.output_height) {
    std::uint8_t* const to = picture.row(info.output_scanline);
    JSAMPROW row = inks.empty() ? to : inks.data();
    jpeg_read_scanlines(&info, &row, 1);
    for (std::size_t x = 0; x < inks.size() / 4; ++x)
      for (std::size_t c = 0; c < 3; ++c)
        to[x * 3 + c] = light_of(inks[x * 4 + c], inks[x * 4 + 3], info.saw_Adobe_marker != FALSE);
  }
  jpeg_finish_decompress(&info);
  return true;
}

}  // namespace

ReadPicture decode_jpeg(std::string_view file, LeastSize least, const PictureLimits& limits) {
  JpegReading reading;
  const auto failed = [&reading] {
    return ReadPicture{reading.trouble.is_memory ? PictureError::too_large : PictureError::damaged, {}};
  };
  if (!reading.read_head(file)) return failed();
  jpeg_decompress_struct& info = reading.info;
  if (!limits.admit(info.image_width, info.image_height)) return {PictureError::too_large, {}};

  // An eighth, a quarter or a half costs less than the whole: most of what is in the file is left out.
  const std::uint32_t divisor = least.divisor(info.image_width, info.image_height);
  info.scale_num = 1;
  info.scale_denom = divisor >= 8 ? 8 : divisor >= 4 ? 4 : divisor >= 2 ? 2 : 1;
  const bool is_in_inks = info.jpeg_color_space == JCS_CMYK || info.jpeg_color_space == JCS_YCCK;
  info.out_color_space = is_in_inks ? JCS_CMYK : JCS_RGB;
  // As jpeg_calc_output_dimensions() has it, which could jump.
  const auto part = [&](std::uint32_t side) { return (side + info.scale_denom - 1) / info.scale_denom; };
  ReadPicture read;
  Picture& picture = read.picture;
  picture = {part(info.image_width), part(info.image_height), {}, info.image_width, info.image_height};
  picture.pixels.resize(std::size_t{picture.width} * picture.height * 3);
  if (is_in_inks) reading.inks.resize(std::size_t{picture.width} * 4);
  if (!reading.read_rows(picture)) return failed();
  return read;
}

}  // namespace wagate::session_whatsapp

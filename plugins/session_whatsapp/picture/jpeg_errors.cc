#include "picture/jpeg_errors.h"

#include <jerror.h>

namespace wagate::session_whatsapp {
namespace {

[[noreturn]] void leave_jpeg(j_common_ptr info) {
  auto& trouble = *reinterpret_cast<JpegTrouble*>(info->err);
  const int code = info->err->msg_code;
  trouble.is_memory = code == JERR_OUT_OF_MEMORY || code == JERR_NO_BACKING_STORE || code == JERR_IMAGE_TOO_BIG;
  std::longjmp(trouble.back, 1);
}

// Many good files bring warnings. Those about picture data that is missing or unreadable count as errors: what would
// be shown is not what was meant, and going on takes as long as a whole picture.
void judge_jpeg_warning(j_common_ptr info, int level) {
  if (level >= 0) return;
  const int code = info->err->msg_code;
  if (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER) leave_jpeg(info);
}

void print_nothing(j_common_ptr) {}

}  // namespace

jpeg_error_mgr* JpegTrouble::prepare() {
  jpeg_std_error(&manager);
  manager.error_exit = leave_jpeg;
  manager.emit_message = judge_jpeg_warning;
  manager.output_message = print_nothing;
  return &manager;
}

}  // namespace wagate::session_whatsapp

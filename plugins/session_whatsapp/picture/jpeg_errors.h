#pragma once

#include <cstddef>
#include <cstdio>

#include <jpeglib.h>

#include <csetjmp>

namespace wagate::session_whatsapp {

// libjpeg leaves by a jump when something is wrong. Whoever calls it says first where to:
//
//   if (setjmp(trouble.back) != 0) return false;
//   jpeg_read_header(...);
//
// Nothing between the two may have a destructor that counts, nor a variable that changes: both are lost by the jump.
struct JpegTrouble {
  jpeg_error_mgr manager;
  std::jmp_buf back;
  bool is_memory = false;  // left because of a limit

  // To be set as `err` before the object is created. It must stay where it is.
  jpeg_error_mgr* prepare();
};

}  // namespace wagate::session_whatsapp

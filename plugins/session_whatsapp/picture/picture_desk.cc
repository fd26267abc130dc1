#include "picture/picture_desk.h"

#include <utility>

namespace wagate::session_whatsapp {

PictureDesk::PictureDesk(abi::Executor& executor, std::shared_ptr<Outstanding> outstanding,
                         std::function<void(std::string_view)> on_throw)
    : lane_(std::make_shared<Lane>(executor, std::move(outstanding), std::move(on_throw))) {}

bool PictureDesk::post(std::size_t bytes, Lane::Work work) {
  // Counted first and looked at then, so that no two callers pass the limit together.
  const std::size_t pictures = load_->pictures.fetch_add(1) + 1;
  const std::size_t waiting_bytes = load_->bytes.fetch_add(bytes) + bytes;
  const std::shared_ptr<void> counted(nullptr, [load = load_, bytes](void*) {
    load->pictures.fetch_sub(1);
    load->bytes.fetch_sub(bytes);
  });
  if (pictures > kMaxWaiting || waiting_bytes > kMaxWaitingBytes) return false;
  lane_->post([counted, work = std::move(work)] { work(); });
  return true;
}

}  // namespace wagate::session_whatsapp

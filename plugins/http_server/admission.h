#pragma once

#include <sys/socket.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace wagate::http_server {

// Counts open connections, all together and by the address of their peer, and says whether one more
// may come. An IPv6 peer counts with its /64, which is what one customer gets. Outlives its tickets.
class Admission {
  struct Address {
    std::array<unsigned char, 16> bytes{};
    bool operator==(const Address&) const = default;
  };
  struct AddressHash {
    std::size_t operator()(const Address& address) const;
  };
  using Counts = std::unordered_map<Address, std::uint32_t, AddressHash>;

 public:
  // One open connection; given back by the destructor.
  class Ticket {
   public:
    Ticket() = default;
    Ticket(Ticket&& other) noexcept
        : admission_(std::exchange(other.admission_, nullptr)), count_(std::exchange(other.count_, nullptr)) {}
    Ticket& operator=(Ticket&& other) noexcept {
      Ticket taken(std::move(other));
      std::swap(admission_, taken.admission_);
      std::swap(count_, taken.count_);
      return *this;
    }
    ~Ticket() {
      if (admission_) admission_->give_back(count_);
    }
    explicit operator bool() const { return admission_ != nullptr; }

   private:
    friend class Admission;
    Ticket(Admission& admission, Counts::value_type* count) : admission_(&admission), count_(count) {}

    Admission* admission_ = nullptr;
    Counts::value_type* count_ = nullptr;  // null: addresses are not counted
  };

  enum class Verdict : std::uint8_t { welcome, too_many, too_many_of_address };

  // `max_per_address` 0: no limit.
  Admission(std::uint32_t max, std::uint32_t max_per_address) : max_(max), max_per_address_(max_per_address) {}
  Admission(const Admission&) = delete;
  Admission& operator=(const Admission&) = delete;

  // Fills `ticket` in when the answer is welcome. [any]
  [[nodiscard]] Verdict admit(const sockaddr_storage& peer, Ticket& ticket);

  std::uint32_t open() const { return open_.load(std::memory_order_relaxed); }  // [any]

 private:
  static Address address_of(const sockaddr_storage& peer);
  void give_back(Counts::value_type* count);

  const std::uint32_t max_;
  const std::uint32_t max_per_address_;
  std::atomic<std::uint32_t> open_{0};
  std::mutex mutex_;
  Counts counts_;  // guarded by mutex_; addresses without a connection are not in it
};

}  // namespace wagate::http_server

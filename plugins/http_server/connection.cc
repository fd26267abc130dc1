#include "connection.h"

#include <sys/epoll.h>

#include "loop.h"

namespace wagate::http_server {

Connection::~Connection() = default;

void Connection::set_interest(std::uint32_t events) {
  if (interest_ == events || buried_) return;
  interest_ = events;
  loop_->control(EPOLL_CTL_MOD, socket_.fd(), events, this);
}

void Connection::mark_dirty() {
  if (dirty_ || buried_) return;
  dirty_ = true;
  loop_->dirty_.push_back(this);
}

void Connection::watch() {
  if (watched_) return;
  watched_ = true;
  watched_previous_ = nullptr;
  watched_next_ = loop_->watched_;
  if (watched_next_) watched_next_->watched_previous_ = this;
  loop_->watched_ = this;
}

void Connection::unwatch() {
  if (!watched_) return;
  watched_ = false;
  if (loop_->check_next_ == this) loop_->check_next_ = watched_next_;
  if (watched_previous_)
    watched_previous_->watched_next_ = watched_next_;
  else
    loop_->watched_ = watched_next_;
  if (watched_next_) watched_next_->watched_previous_ = watched_previous_;
}

void Connection::bury() {
  if (buried_) return;
  unwatch();
  buried_ = true;
  loop_->dead_.push_back(this);
}

}  // namespace wagate::http_server

#include <gtest/gtest.h>

#include <cstddef>
#include <cstring>

#include "wagate/abi/api_book.h"
#include "wagate/abi/layout.h"

// The order of the functions of every interface is part of the contract: a plugin built today calls by
// place, not by name. A released interface never changes here; a line may only be added together with a
// new interface.
namespace wagate::abi {
namespace {

// The place of a virtual function in its table. Itanium C++ ABI, 2.3: a pointer to a virtual member
// function holds the byte offset, plus one where the platform does not keep that mark elsewhere.
template <typename Function>
std::size_t slot(Function function) {
  std::ptrdiff_t offset;
  std::memcpy(&offset, &function, sizeof(offset));
#if !defined(__aarch64__)
  offset -= 1;
#endif
  return static_cast<std::size_t>(offset) / sizeof(void*);
}

#define EXPECT_SLOT(number, interface, function) \
  EXPECT_EQ(slot(&interface::function), number##u) << #interface "::" #function

TEST(Vtable, OfTheFoundation) {
  EXPECT_SLOT(0, Object, release);
  EXPECT_SLOT(0, Task, release);
  EXPECT_SLOT(1, Task, run);
  EXPECT_SLOT(0, Host, query);
  EXPECT_SLOT(0, Plugin, release);
  EXPECT_SLOT(1, Plugin, query);
  EXPECT_SLOT(2, Plugin, start);
  EXPECT_SLOT(3, Plugin, stop);
  EXPECT_SLOT(4, Plugin, prepare);
  EXPECT_SLOT(5, Plugin, commit);
  EXPECT_SLOT(6, Plugin, discard);
}

TEST(Vtable, OfTheHostServices) {
  EXPECT_SLOT(0, Log, enabled);
  EXPECT_SLOT(1, Log, write);
  EXPECT_SLOT(0, Config, has);
  EXPECT_SLOT(1, Config, text);
  EXPECT_SLOT(2, Config, integer);
  EXPECT_SLOT(3, Config, number);
  EXPECT_SLOT(4, Config, boolean);
  EXPECT_SLOT(5, Config, length);
  EXPECT_SLOT(6, Config, key);
  EXPECT_SLOT(7, Config, json);
  EXPECT_SLOT(0, Clock, unix_ms);
  EXPECT_SLOT(1, Clock, monotonic_ns);
  EXPECT_SLOT(0, Timers, after);
  EXPECT_SLOT(1, Timers, cancel);
  EXPECT_SLOT(0, Executor, post);
  EXPECT_SLOT(0, Services, find);
  EXPECT_SLOT(0, Counter, add);
  EXPECT_SLOT(0, Gauge, set);
  EXPECT_SLOT(1, Gauge, add);
  EXPECT_SLOT(0, Histogram, observe);
  EXPECT_SLOT(0, Metrics, counter);
  EXPECT_SLOT(1, Metrics, gauge);
  EXPECT_SLOT(2, Metrics, histogram);
  EXPECT_SLOT(0, MetricsVisitor, visit);
  EXPECT_SLOT(0, MetricsReader, read);
  EXPECT_SLOT(0, Control, reload);
  EXPECT_SLOT(0, Principals, revoke);
  EXPECT_SLOT(0, Callbacks, open);
  EXPECT_SLOT(1, Callbacks, close);
  EXPECT_SLOT(0, RuntimeVisitor, visit);
  EXPECT_SLOT(0, Runtime, describe);
  EXPECT_SLOT(1, Runtime, announce);
}

TEST(Vtable, OfTheArchiveAndTheHttpClient) {
  EXPECT_SLOT(0, ArchiveVisitor, visit);
  EXPECT_SLOT(0, Archive, messages);
  EXPECT_SLOT(1, Archive, message_updates);
  EXPECT_SLOT(2, Archive, chats);
  EXPECT_SLOT(3, Archive, contacts);
  EXPECT_SLOT(4, Archive, labels);
  EXPECT_SLOT(5, Archive, counts);
  EXPECT_SLOT(6, Archive, flush);
  EXPECT_SLOT(1, HttpClientReply, response);
  EXPECT_SLOT(2, HttpClientReply, failed);
  EXPECT_SLOT(1, HttpClientStream, read);
  EXPECT_SLOT(2, HttpClientStream, write);
  EXPECT_SLOT(3, HttpClientStream, is_wanted);
  EXPECT_SLOT(0, HttpClient, send);
  EXPECT_SLOT(1, HttpClient, check_url);
}

TEST(Vtable, OfTheBusAndItsFilters) {
  EXPECT_SLOT(1, Subscriber, on_event);
  EXPECT_SLOT(0, Subscription, release);
  EXPECT_SLOT(0, Bus, declare);
  EXPECT_SLOT(1, Bus, publish);
  EXPECT_SLOT(2, Bus, subscribe);
  EXPECT_SLOT(0, EventFilter, on_event);
  EXPECT_SLOT(0, EventEdit, view);
  EXPECT_SLOT(1, EventEdit, audience);
  EXPECT_SLOT(2, EventEdit, set_document);
  EXPECT_SLOT(3, EventEdit, set_text);
  EXPECT_SLOT(4, EventEdit, set_integer);
  EXPECT_SLOT(5, EventEdit, deny);
  EXPECT_SLOT(6, EventEdit, hold);
  EXPECT_SLOT(1, HeldEvent, edit);
  EXPECT_SLOT(2, HeldEvent, decide);
}

TEST(Vtable, OfAccess) {
  EXPECT_SLOT(0, Authenticator, authenticate);
  EXPECT_SLOT(1, AuthReply, allow);
  EXPECT_SLOT(2, AuthReply, deny);
  EXPECT_SLOT(3, AuthReply, abstain);
  EXPECT_SLOT(4, AuthReply, challenge);
  EXPECT_SLOT(5, AuthReply, fail);
  EXPECT_SLOT(0, Access, authenticate);
  EXPECT_SLOT(1, AccessReply, allowed);
  EXPECT_SLOT(2, AccessReply, refused);
}

TEST(Vtable, OfInstancesAndSessions) {
  EXPECT_SLOT(0, InstanceVisitor, visit);
  EXPECT_SLOT(0, InstanceObserver, on_instance);
  EXPECT_SLOT(0, Instances, find);
  EXPECT_SLOT(1, Instances, find_key);
  EXPECT_SLOT(2, Instances, find_id);
  EXPECT_SLOT(3, Instances, find_token);
  EXPECT_SLOT(4, Instances, each);
  EXPECT_SLOT(5, Instances, create);
  EXPECT_SLOT(6, Instances, connect);
  EXPECT_SLOT(7, Instances, restart);
  EXPECT_SLOT(8, Instances, logout);
  EXPECT_SLOT(9, Instances, remove);
  EXPECT_SLOT(10, Instances, set_section);
  EXPECT_SLOT(11, Instances, watch);
  EXPECT_SLOT(12, Instances, unwatch);
  EXPECT_SLOT(0, InstanceSections, set_section_of);
  EXPECT_SLOT(0, ApiBook, describe);
  EXPECT_SLOT(1, ApiBook, read);
  EXPECT_SLOT(0, ApiBookVisitor, visit);
  EXPECT_SLOT(0, SessionProvider, open);
  EXPECT_SLOT(1, SessionProvider, close);
  EXPECT_SLOT(2, SessionProvider, execute);
  EXPECT_SLOT(0, Commands, execute);
  EXPECT_SLOT(1, CommandReply, ok);
  EXPECT_SLOT(2, CommandReply, fail);
  EXPECT_SLOT(0, CommandHandler, channels);
  EXPECT_SLOT(1, CommandHandler, on_join);
  EXPECT_SLOT(2, CommandHandler, on_command);
  EXPECT_SLOT(0, ClientEmitter, emit);
  EXPECT_SLOT(1, ClientEmitter, close);
}

TEST(Vtable, OfStoreAndTransport) {
  EXPECT_SLOT(0, StoreVisitor, visit);
  EXPECT_SLOT(0, Store, get);
  EXPECT_SLOT(1, Store, put);
  EXPECT_SLOT(2, Store, remove);
  EXPECT_SLOT(3, Store, scan);
  EXPECT_SLOT(0, Transport, deliver);
  EXPECT_SLOT(1, Transport, emit);
  EXPECT_SLOT(2, Transport, close_audience);
  EXPECT_SLOT(3, Transport, close_client);
  EXPECT_SLOT(0, ClientGateway, connect);
  EXPECT_SLOT(1, ClientGateway, join);
  EXPECT_SLOT(2, ClientGateway, joined);
  EXPECT_SLOT(3, ClientGateway, leave);
  EXPECT_SLOT(4, ClientGateway, command);
  EXPECT_SLOT(5, ClientGateway, disconnected);
  EXPECT_SLOT(1, ConnectReply, accepted);
  EXPECT_SLOT(2, ConnectReply, refused);
  EXPECT_SLOT(1, JoinReply, accepted);
  EXPECT_SLOT(2, JoinReply, refused);
}

TEST(Vtable, OfHttp) {
  EXPECT_SLOT(1, Frame, retain);
  EXPECT_SLOT(2, Frame, payload);
  EXPECT_SLOT(3, Frame, is_binary);
  EXPECT_SLOT(0, WebSocketPeer, send);
  EXPECT_SLOT(1, WebSocketPeer, send_text);
  EXPECT_SLOT(2, WebSocketPeer, send_binary);
  EXPECT_SLOT(3, WebSocketPeer, close);
  EXPECT_SLOT(4, WebSocketPeer, buffered_bytes);
  EXPECT_SLOT(5, WebSocketPeer, loop);
  EXPECT_SLOT(0, WebSocketListener, on_open);
  EXPECT_SLOT(1, WebSocketListener, on_message);
  EXPECT_SLOT(2, WebSocketListener, on_close);
  EXPECT_SLOT(3, WebSocketListener, on_open_failed);
  EXPECT_SLOT(1, HttpExchange, request);
  EXPECT_SLOT(2, HttpExchange, respond);
  EXPECT_SLOT(3, HttpExchange, begin_stream);
  EXPECT_SLOT(4, HttpExchange, write);
  EXPECT_SLOT(5, HttpExchange, buffered_bytes);
  EXPECT_SLOT(6, HttpExchange, end_stream);
  EXPECT_SLOT(7, HttpExchange, accept_websocket);
  EXPECT_SLOT(0, HttpHandler, on_request);
  EXPECT_SLOT(1, HttpHandler, on_abort);
  EXPECT_SLOT(0, HttpHeadHandler, on_head);
  EXPECT_SLOT(1, HttpHeadHandler, on_body);
  EXPECT_SLOT(0, HttpServer, mount);
  EXPECT_SLOT(1, HttpServer, unmount);
  EXPECT_SLOT(2, HttpServer, loop_count);
  EXPECT_SLOT(3, HttpServer, post);
  EXPECT_SLOT(4, HttpServer, post_after);
  EXPECT_SLOT(5, HttpServer, make_frame);
  EXPECT_SLOT(6, HttpServer, send_to_all);
}

// The method itself: a wrong reading of the pointers would make every test above worthless.
class Base {
 public:
  virtual int first() { return 1; }
  virtual int second() { return 2; }
  virtual int third() { return 3; }

 protected:
  ~Base() = default;
};

class Derived final : public Base {};

TEST(Vtable, IsReadCorrectlyByThisTest) {
  Derived object;
  const auto* const* table = *reinterpret_cast<const void* const* const*>(&object);
  using Call = int (*)(Base*);
  const auto call = [&](std::size_t place) {
    return reinterpret_cast<Call>(const_cast<void*>(reinterpret_cast<const void*>(table[place])))(&object);
  };

  EXPECT_EQ(call(slot(&Base::second)), 2);
  EXPECT_EQ(call(slot(&Base::third)), 3);
}

}  // namespace
}  // namespace wagate::abi

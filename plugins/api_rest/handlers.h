#pragma once

#include "call.h"

// The handlers of the route table, by the file they are in.
namespace wagate::api_rest {

// server_routes.cc
void welcome(const CallPtr& call);
void verify_credentials(const CallPtr& call);
void no_such_route(const CallPtr& call);

// create_instance.cc, fetch_instances.cc, instance_routes.cc
void create_instance(const CallPtr& call);
void fetch_instances(const CallPtr& call);
void connect_instance(const CallPtr& call);
void restart_instance(const CallPtr& call);
void connection_state(const CallPtr& call);
void set_presence(const CallPtr& call);
void logout_instance(const CallPtr& call);
void delete_instance(const CallPtr& call);

// settings_routes.cc
void set_settings(const CallPtr& call);
void find_settings(const CallPtr& call);

// websocket_routes.cc
void set_websocket(const CallPtr& call);
void find_websocket(const CallPtr& call);

// message_routes.cc
void send_text(const CallPtr& call);
void send_node(const CallPtr& call);

}  // namespace wagate::api_rest

#pragma once

#include "call.h"

// The handlers of the route table, by the file they are in.
namespace wagate::api_rest {

// server_routes.cc
void welcome(const CallPtr& call);
void verify_credentials(const CallPtr& call);
void no_such_route(const CallPtr& call);

// reload_route.cc
void reload_configuration(const CallPtr& call);

// docs_routes.cc
void show_openapi(const CallPtr& call);
void redirect_to_manager(const CallPtr& call);
void show_manager(const CallPtr& call);
void show_docs(const CallPtr& call);
void show_docs_style(const CallPtr& call);
void show_docs_script(const CallPtr& call);

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
void send_location(const CallPtr& call);
void send_contact(const CallPtr& call);
void send_reaction(const CallPtr& call);
void send_poll(const CallPtr& call);
void send_list(const CallPtr& call);
void send_template(const CallPtr& call);
void send_node(const CallPtr& call);

// media_routes.cc, status_routes.cc, button_routes.cc
void send_media(const CallPtr& call);
void send_video_note(const CallPtr& call);
void send_voice(const CallPtr& call);
void send_sticker(const CallPtr& call);
void send_status(const CallPtr& call);
void send_buttons(const CallPtr& call);

// webhook_routes.cc, proxy_routes.cc
bool wrap_flat_webhook(Call& call);  // a preparation: what old clients send without {"webhook":...} around it
void set_webhook(const CallPtr& call);
void find_webhook(const CallPtr& call);
void set_proxy(const CallPtr& call);
void find_proxy(const CallPtr& call);

// chat_queries.cc
void find_messages(const CallPtr& call);
void find_status_messages(const CallPtr& call);
void find_contacts(const CallPtr& call);
void find_chats(const CallPtr& call);
void find_chat_by_remote_jid(const CallPtr& call);

// chat_routes.cc, edit_routes.cc, number_checks.cc
void mark_message_as_read(const CallPtr& call);
void archive_chat(const CallPtr& call);
void mark_chat_unread(const CallPtr& call);
void send_presence(const CallPtr& call);
void update_block_status(const CallPtr& call);
void fetch_profile_picture_url(const CallPtr& call);
void delete_message_for_everyone(const CallPtr& call);
void update_message(const CallPtr& call);
void get_base64_from_media_message(const CallPtr& call);
void whatsapp_numbers(const CallPtr& call);
void on_whatsapp(const CallPtr& call);

// profile_routes.cc, picture_routes.cc
void fetch_profile(const CallPtr& call);
void fetch_business_profile(const CallPtr& call);
void update_profile_name(const CallPtr& call);
void update_profile_status(const CallPtr& call);
void update_profile_picture(const CallPtr& call);
void remove_profile_picture(const CallPtr& call);
void fetch_privacy_settings(const CallPtr& call);
void update_privacy_settings(const CallPtr& call);
void profile_picture_url(const CallPtr& call);

// group_routes.cc, group_invites.cc, picture_routes.cc
void create_group(const CallPtr& call);
void update_group_subject(const CallPtr& call);
void update_group_description(const CallPtr& call);
void update_group_picture(const CallPtr& call);
void find_group_infos(const CallPtr& call);
void fetch_all_groups(const CallPtr& call);
void group_participants(const CallPtr& call);
void update_group_participants(const CallPtr& call);
void update_group_setting(const CallPtr& call);
void toggle_ephemeral(const CallPtr& call);
void leave_group(const CallPtr& call);
void group_invite_code(const CallPtr& call);
void group_invite_info(const CallPtr& call);
void accept_invite_code(const CallPtr& call);
void send_group_invite(const CallPtr& call);
void revoke_invite_code(const CallPtr& call);

// label_routes.cc, call_routes.cc, business_routes.cc, template_routes.cc
void find_labels(const CallPtr& call);
void handle_label(const CallPtr& call);
void offer_call(const CallPtr& call);
void get_catalog(const CallPtr& call);
void get_collections(const CallPtr& call);
void create_template(const CallPtr& call);
void find_templates(const CallPtr& call);

}  // namespace wagate::api_rest

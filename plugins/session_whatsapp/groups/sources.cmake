# Sources of the plugin's parts in this folder, relative to the plugin's folder.
set(session_whatsapp_groups_sources
  groups/all_groups.cc groups/group_commands.cc groups/group_creation.cc groups/group_metadata.cc groups/group_news.cc
  groups/group_notice.cc groups/group_part.cc)

# Sources of the plugin's parts in this folder, relative to the plugin's folder.
set(session_whatsapp_profile_sources
  profile/account_settings.cc profile/business.cc profile/contact_part.cc profile/contact_tokens.cc
  profile/number_check.cc profile/pictures.cc profile/presence_part.cc profile/profile_part.cc
  profile/read_marks.cc)

# Sources of the plugin's parts in this folder, relative to the plugin's folder.
set(session_whatsapp_preview_sources
  preview/html_tags.cc preview/html_text.cc preview/link_previews.cc preview/page_facts.cc preview/web_address.cc
  preview/web_fetch.cc)

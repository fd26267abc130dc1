wagate_fuzz(whatsapp_news_fuzz SOURCES whatsapp_news_fuzz.cc LINK session_whatsapp_parts Wagate::json)

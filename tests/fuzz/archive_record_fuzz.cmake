if(TARGET archive_sqlite_parts)
  wagate_fuzz(archive_record_fuzz SOURCES archive_record_fuzz.cc LINK archive_sqlite_parts Wagate::json)
endif()

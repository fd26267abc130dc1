if(TARGET api_rest_parts)
  wagate_fuzz(rest_rows_fuzz SOURCES rest_rows_fuzz.cc LINK api_rest_parts)
endif()

if(TARGET api_rest_parts)
  wagate_fuzz(rest_body_fuzz SOURCES rest_body_fuzz.cc LINK api_rest_parts)
endif()

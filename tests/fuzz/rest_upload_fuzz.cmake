if(TARGET api_rest_parts)
  wagate_fuzz(rest_upload_fuzz SOURCES rest_upload_fuzz.cc LINK api_rest_parts)
endif()

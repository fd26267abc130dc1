if(TARGET filter_rules_parts)
  wagate_fuzz(rules_config_fuzz SOURCES rules_config_fuzz.cc LINK filter_rules_parts)
endif()

if(TARGET filter_rules_parts)
  wagate_fuzz(rules_redact_fuzz SOURCES rules_redact_fuzz.cc LINK filter_rules_parts)
endif()

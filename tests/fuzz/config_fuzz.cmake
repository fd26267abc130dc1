wagate_fuzz(config_fuzz SOURCES config_fuzz.cc LINK wagate_kernel)

wagate_fuzz(send_node_fuzz SOURCES send_node_fuzz.cc LINK wagate_kernel)

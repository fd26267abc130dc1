# add_wagate_plugin(NAME ID id VERSION version SUMMARY sentence SCHEMA schema.json
#                   SOURCES plugin.cc ... [PARTS part.cc ...] [LINK library ...])
#
# Builds NAME.so, a plugin file:
#   - everything hidden but the entry function, by a linker version script: without it two plugins
#     that use the same header-only library would share its statics;
#   - undefined symbols fail now (-z defs), not when the first call needs them;
#   - the schema is embedded, and WAGATE_PLUGIN() writes stamp and descriptor from ID and VERSION.
# PARTS go into a static library NAME_parts, for tests to link without loading the plugin.

function(add_wagate_plugin name)
  cmake_parse_arguments(ARG "" "ID;VERSION;SUMMARY;SCHEMA" "SOURCES;PARTS;LINK" ${ARGN})
  foreach(required ID VERSION SUMMARY SCHEMA SOURCES)
    if(NOT ARG_${required})
      message(FATAL_ERROR "add_wagate_plugin(${name}): ${required} is missing")
    endif()
  endforeach()
  if("${CMAKE_CXX_FLAGS} ${CMAKE_MODULE_LINKER_FLAGS}" MATCHES "-static-libstdc\\+\\+")
    message(FATAL_ERROR "add_wagate_plugin(${name}): -static-libstdc++ ends the gateway at the first exception; remove it")
  endif()

  file(READ ${ARG_SCHEMA} schema)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${ARG_SCHEMA})
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/${name}_generated)
  configure_file(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin_generated.h.in ${generated}/wagate_plugin_generated.h @ONLY)

  add_library(${name} MODULE ${ARG_SOURCES})
  if(ARG_PARTS)
    add_library(${name}_parts STATIC ${ARG_PARTS})
    set_target_properties(${name}_parts PROPERTIES CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
                                                   POSITION_INDEPENDENT_CODE ON)
    target_include_directories(${name}_parts PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
    target_link_libraries(${name}_parts PUBLIC Wagate::sdk ${ARG_LINK})
    target_link_libraries(${name} PRIVATE ${name}_parts)
    if(TARGET wagate_build_flags)
      target_link_libraries(${name}_parts PUBLIC wagate_build_flags)
    endif()
  endif()
  target_compile_options(${name} PRIVATE -include ${generated}/wagate_plugin_generated.h)
  target_link_libraries(${name} PRIVATE Wagate::sdk ${ARG_LINK})
  set_target_properties(${name} PROPERTIES PREFIX "" SUFFIX ".so" CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)

  set(script ${generated}/plugin.version)
  configure_file(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin.version.in ${script} COPYONLY)
  target_link_options(${name} PRIVATE -Wl,--version-script=${script} -Wl,-z,now)
  # clang leaves sanitizer symbols to the host program, so -z defs cannot be used there.
  if(NOT (CMAKE_CXX_COMPILER_ID MATCHES "Clang" AND CMAKE_CXX_FLAGS MATCHES "fsanitize"))
    target_link_options(${name} PRIVATE -Wl,-z,defs)
  endif()

  if(TARGET wagate_build_flags)  # inside the gateway's own tree
    target_link_libraries(${name} PRIVATE wagate_build_flags)
    set_target_properties(${name} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib/wagate/plugins)
    if(WAGATE_SANITIZE)
      # A report about an unloaded plugin would name no function.
      target_link_options(${name} PRIVATE -Wl,-z,nodelete)
    endif()
    install(TARGETS ${name} LIBRARY DESTINATION lib/wagate/plugins)
  endif()
endfunction()

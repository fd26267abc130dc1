# wagate_library(NAME) in the CMakeLists.txt of a plugin, or of a test: plugins/libraries/NAME is built when something
# needs it, as the target wagate_NAME to LINK.
function(wagate_library name)
  if(NOT TARGET wagate_${name})
    set(folder plugins/libraries/${name})
    add_subdirectory(${CMAKE_SOURCE_DIR}/${folder} ${CMAKE_BINARY_DIR}/${folder} EXCLUDE_FROM_ALL)
  endif()
endfunction()

# add_wagate_library(NAME SOURCES a.cc ... [LINK library ...]) in the CMakeLists.txt of a library.
#
# Its headers are included as "NAME/header.h". Everything is hidden, as in a plugin: each plugin file has its own copy.
function(add_wagate_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_library(wagate_${name} STATIC ${ARG_SOURCES})
  set_target_properties(wagate_${name} PROPERTIES CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
                                                  POSITION_INDEPENDENT_CODE ON)
  target_include_directories(wagate_${name} PUBLIC ${CMAKE_SOURCE_DIR}/plugins/libraries)
  target_link_libraries(wagate_${name} PUBLIC Wagate::sdk wagate_build_flags PRIVATE ${ARG_LINK})
endfunction()

# find_package(WagateSdk 0.1 REQUIRED [COMPONENTS sdk json testing])
#
#   Wagate::sdk      what a plugin needs: headers, and add_wagate_plugin(). Depends on nothing.
#   Wagate::json     nlohmann/json beside it. Asked for as component json.
#   Wagate::testing  the fake host, with GoogleMock and json. Asked for as component testing.
include(CMakeFindDependencyMacro)
include(${CMAKE_CURRENT_LIST_DIR}/WagateSdkTargets.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/WagatePlugin.cmake)
set(WagateSdk_sdk_FOUND TRUE)

if("json" IN_LIST WagateSdk_FIND_COMPONENTS OR "testing" IN_LIST WagateSdk_FIND_COMPONENTS)
  find_dependency(nlohmann_json 3.11)
  include(${CMAKE_CURRENT_LIST_DIR}/WagateSdkJsonTargets.cmake)
  set(WagateSdk_json_FOUND TRUE)
endif()

if("testing" IN_LIST WagateSdk_FIND_COMPONENTS)
  find_dependency(GTest 1.12 CONFIG)
  include(${CMAKE_CURRENT_LIST_DIR}/WagateSdkTestingTargets.cmake)
  set(WagateSdk_testing_FOUND TRUE)
endif()

foreach(component IN LISTS WagateSdk_FIND_COMPONENTS)
  if(NOT WagateSdk_${component}_FOUND AND WagateSdk_FIND_REQUIRED_${component})
    set(WagateSdk_FOUND FALSE)
    set(WagateSdk_NOT_FOUND_MESSAGE "WagateSdk has no component \"${component}\"; it has sdk, json and testing")
  endif()
endforeach()

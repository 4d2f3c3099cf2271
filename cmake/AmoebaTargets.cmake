# One static library per folder. A library sees the headers of the libraries it names under DEPENDS and of nothing else:
# its own headers are reachable as <INCLUDE>/... through a folder of links that only its dependents have on their path,
# so an include that DESIGN forbids does not compile.

add_library(amoeba_warnings INTERFACE)
target_compile_options(amoeba_warnings INTERFACE -Wall -Wextra -Wpedantic -Werror
  $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>) # of GCC 12's library, in std::stable_sort

# A message passes a dozen small functions; by its own measure clang leaves most of them as calls, which costs some percent.
add_compile_options("$<$<AND:$<CXX_COMPILER_ID:Clang>,$<CONFIG:Release>>:SHELL:-mllvm -inline-threshold=1000>")

# amoeba_library(NAME INCLUDE amoeba/base SOURCES a.cpp ... DEPENDS Amoeba::x ... [SYSTEMC])
function(amoeba_library name)
  cmake_parse_arguments(ARG "SYSTEMC" "INCLUDE" "SOURCES;DEPENDS;PRIVATE_DEPENDS" ${ARGN})
  set(view ${PROJECT_BINARY_DIR}/include/${name})
  get_filename_component(parent ${view}/${ARG_INCLUDE} DIRECTORY)
  file(MAKE_DIRECTORY ${parent})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${view}/${ARG_INCLUDE} SYMBOLIC)

  file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.h ${CMAKE_CURRENT_SOURCE_DIR}/*.def)
  set(scope PUBLIC)
  if(ARG_SOURCES)
    add_library(amoeba_${name} STATIC ${ARG_SOURCES})
    target_link_libraries(amoeba_${name} PRIVATE $<BUILD_INTERFACE:amoeba_warnings> ${ARG_PRIVATE_DEPENDS})
  else()
    add_library(amoeba_${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(Amoeba::${name} ALIAS amoeba_${name})
  target_include_directories(amoeba_${name} ${scope}
    $<BUILD_INTERFACE:${view}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_link_libraries(amoeba_${name} ${scope} ${ARG_DEPENDS})
  if(ARG_SYSTEMC)
    target_link_libraries(amoeba_${name} ${scope} Amoeba::systemc)
    if(ARG_SOURCES)
      target_precompile_headers(amoeba_${name} PRIVATE <systemc> <tlm>)
    endif()
  endif()
  set_target_properties(amoeba_${name} PROPERTIES EXPORT_NAME ${name})
  set_property(GLOBAL APPEND PROPERTY AMOEBA_LIBRARIES amoeba_${name})
  install(FILES ${headers} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/${ARG_INCLUDE})
endfunction()

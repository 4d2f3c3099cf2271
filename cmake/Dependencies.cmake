find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(SYSTEMC REQUIRED IMPORTED_TARGET systemc) # Debian ships no CMake config for SystemC
find_package(fmt 9 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(yaml-cpp 0.7 REQUIRED)
find_package(Boost 1.74 REQUIRED COMPONENTS program_options)

add_library(amoeba_systemc INTERFACE)
add_library(Amoeba::systemc ALIAS amoeba_systemc)
target_link_libraries(amoeba_systemc INTERFACE PkgConfig::SYSTEMC Threads::Threads)
target_compile_definitions(amoeba_systemc INTERFACE SC_INCLUDE_DYNAMIC_PROCESSES)

if(CMAKE_CXX_FLAGS MATCHES "-fsanitize=address")
  set(is_program $<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>)
  target_sources(amoeba_systemc INTERFACE
    $<BUILD_INTERFACE:$<${is_program}:${CMAKE_CURRENT_LIST_DIR}/asan_main_stack.cpp>>)
  target_link_libraries(amoeba_systemc INTERFACE ${CMAKE_DL_LIBS})
endif()

# Release builds take the clang that the guest programs need anyway: its code for the memory system is about a tenth faster
# than that of Debian's GCC 12. Whoever names a compiler (CXX or CMAKE_CXX_COMPILER) gets that one; the sanitizer presets
# take the default one, whose runtime libraries come with it. To be included before project().
if(NOT CMAKE_CXX_COMPILER AND NOT DEFINED ENV{CXX} AND CMAKE_BUILD_TYPE STREQUAL Release)
  find_program(AMOEBA_HOST_CLANG NAMES clang++-22 clang++-21 clang++-20 DOC "clang that compiles release builds")
  if(AMOEBA_HOST_CLANG)
    set(CMAKE_CXX_COMPILER ${AMOEBA_HOST_CLANG})
  endif()
endif()

# Profile-guided optimisation. Release builds by the clang that made cmake/release.profdata are laid out for what runs of the
# built-in workloads execute, which makes the memory system about a tenth faster; other compilers and versions do without.
# A function that has changed since is compiled as if it had no profile. sims/renew-profile makes the file anew.
option(AMOEBA_RECORD_PROFILE "Build programs that write an execution profile when they exit" OFF)

set(profile ${CMAKE_CURRENT_LIST_DIR}/release.profdata)
set(profile_llvm_version 22) # a profile is of use to the version that made it only
if(AMOEBA_RECORD_PROFILE)
  add_compile_options(-fprofile-generate "SHELL:-mllvm -static-func-full-module-prefix=false")
  add_link_options(-fprofile-generate)
elseif(CMAKE_BUILD_TYPE STREQUAL Release AND CMAKE_CXX_COMPILER_ID STREQUAL Clang AND EXISTS ${profile}
       AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL ${profile_llvm_version}
       AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS ${profile_llvm_version}.99)
  # Its name in the build folder tells its content, so that a new profile compiles everything anew.
  file(SHA1 ${profile} content)
  set(copy ${PROJECT_BINARY_DIR}/release-${content}.profdata)
  configure_file(${profile} ${copy} COPYONLY)
  add_compile_options(-fprofile-use=${copy} "SHELL:-mllvm -static-func-full-module-prefix=false"
    -Wno-profile-instr-out-of-date -Wno-profile-instr-unprofiled -Wno-backend-plugin)
endif()

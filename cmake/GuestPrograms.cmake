# RISC-V programs for the bare simulated machine, built by clang and lld at build time.

# The oldest clang that takes Zabha and Zacas in -march without an experimental switch.
set(AMOEBA_GUEST_CLANG_MINIMUM 20)

function(_amoeba_is_recent_llvm result candidate)
  execute_process(COMMAND ${candidate} --version OUTPUT_VARIABLE text ERROR_QUIET)
  if(NOT text MATCHES "(version|LLD) ([0-9]+)\\." OR CMAKE_MATCH_2 LESS AMOEBA_GUEST_CLANG_MINIMUM)
    set(${result} FALSE PARENT_SCOPE)
  endif()
endfunction()

find_program(AMOEBA_GUEST_CLANG NAMES clang-22 clang-21 clang-20 clang VALIDATOR _amoeba_is_recent_llvm
  DOC "clang that compiles the guest programs")
find_program(AMOEBA_GUEST_LLD NAMES ld.lld-22 ld.lld-21 ld.lld-20 ld.lld VALIDATOR _amoeba_is_recent_llvm
  DOC "lld that links the guest programs")
if(NOT AMOEBA_GUEST_CLANG OR NOT AMOEBA_GUEST_LLD)
  message(FATAL_ERROR "The guest programs need clang and lld ${AMOEBA_GUEST_CLANG_MINIMUM} or newer with the RISC-V "
    "target. On Debian: apt-get install clang-22 lld-22. Elsewhere: set AMOEBA_GUEST_CLANG and AMOEBA_GUEST_LLD.")
endif()

set(AMOEBA_GUEST_FLAGS --target=riscv64-unknown-elf -mabi=lp64 -mcmodel=medany -O2 -std=gnu11 -ffreestanding
  -fno-pic -fno-strict-aliasing -fno-asynchronous-unwind-tables -nostdlib -Wall -Wextra -Werror)
set(AMOEBA_GUEST_INCLUDES runtime firmware subword .)

# The command line up to the output, and the list of definitions and includes of one source.
function(_amoeba_guest_command result isa)
  set(command ${AMOEBA_GUEST_CLANG} ${AMOEBA_GUEST_FLAGS} -march=${isa})
  list(TRANSFORM ARGN PREPEND -D OUTPUT_VARIABLE definitions)
  list(TRANSFORM AMOEBA_GUEST_INCLUDES PREPEND -I${CMAKE_CURRENT_SOURCE_DIR}/ OUTPUT_VARIABLE includes)
  set(${result} ${command} ${definitions} ${includes} PARENT_SCOPE)
endfunction()

# guest_object(OUTPUT_VARIABLE SOURCE file ISA march [DEFINITIONS ...]): the path of the object goes to OUTPUT_VARIABLE.
function(guest_object result)
  cmake_parse_arguments(ARG "" "SOURCE;ISA" "DEFINITIONS" ${ARGN})
  set(object ${CMAKE_CURRENT_BINARY_DIR}/${ARG_SOURCE}.o)
  get_filename_component(folder ${object} DIRECTORY)
  file(MAKE_DIRECTORY ${folder})
  _amoeba_guest_command(command ${ARG_ISA} ${ARG_DEFINITIONS})
  add_custom_command(OUTPUT ${object}
    COMMAND ${command} -MMD -MF ${object}.d -MT ${object} -c ${CMAKE_CURRENT_SOURCE_DIR}/${ARG_SOURCE} -o ${object}
    DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${ARG_SOURCE} DEPFILE ${object}.d
    COMMENT "Guest object ${ARG_SOURCE}" VERBATIM)
  set(${result} ${object} PARENT_SCOPE)
endfunction()

# guest_program(OUTPUT_VARIABLE NAME name SOURCE file ISA march [DEFINITIONS ...] OBJECTS ... LINKER_SCRIPT file):
# compiles one source and links it with the objects to <name>.elf, whose path goes to OUTPUT_VARIABLE.
function(guest_program result)
  cmake_parse_arguments(ARG "" "NAME;SOURCE;ISA;LINKER_SCRIPT" "DEFINITIONS;OBJECTS" ${ARGN})
  set(object ${CMAKE_CURRENT_BINARY_DIR}/${ARG_NAME}.o)
  set(program ${CMAKE_CURRENT_BINARY_DIR}/${ARG_NAME}.elf)
  set(script ${CMAKE_CURRENT_SOURCE_DIR}/${ARG_LINKER_SCRIPT})
  _amoeba_guest_command(command ${ARG_ISA} ${ARG_DEFINITIONS})
  add_custom_command(OUTPUT ${program} BYPRODUCTS ${object}
    COMMAND ${command} -MMD -MF ${program}.d -MT ${program} -c ${CMAKE_CURRENT_SOURCE_DIR}/${ARG_SOURCE} -o ${object}
    COMMAND ${AMOEBA_GUEST_LLD} -static --discard-locals --fatal-warnings -T ${script} ${object} ${ARG_OBJECTS} -o ${program}
    DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${ARG_SOURCE} ${ARG_OBJECTS} ${script} DEPFILE ${program}.d
    COMMENT "Guest program ${ARG_NAME}" VERBATIM)
  set(${result} ${program} PARENT_SCOPE)
endfunction()

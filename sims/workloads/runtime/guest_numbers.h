/* The numbers of paths, exit kinds and regions as PATH_*, EXIT_* and REGION_*, for C and for assembly. */
#ifndef AMOEBA_WORKLOADS_GUEST_NUMBERS_H
#define AMOEBA_WORKLOADS_GUEST_NUMBERS_H

#ifdef __ASSEMBLER__
#define AMOEBA_GUEST_PATH(number, id, ...) .equ PATH_##id, number;
#define AMOEBA_EXIT_KIND(number, id, ...) .equ EXIT_##id, number;
#define AMOEBA_EXIT_REGION(number, id, ...) .equ REGION_##id, number;
#include "../exits.def"
#include "../paths.def"
#include "regions.def"
/* clang-format off */
.macro region number
  sltiu x0, x0, \number
.endm
/* clang-format on */
#else
#define AMOEBA_GUEST_PATH(number, id, ...) PATH_##id = number,
#define AMOEBA_EXIT_KIND(number, id, ...) EXIT_##id = number,
#define AMOEBA_EXIT_REGION(number, id, ...) REGION_##id = number,
enum guest_path {
#include "../paths.def"
};
enum exit_kind {
#include "../exits.def"
};
enum exit_region {
#include "regions.def"
};
static inline __attribute__((always_inline)) void begin_region(enum exit_region region) {
  __asm__ volatile("sltiu x0, x0, %0" ::"i"(region) : "memory");
}
#endif

#define REGION_PROGRAM 0

#undef AMOEBA_GUEST_PATH
#undef AMOEBA_EXIT_KIND
#undef AMOEBA_EXIT_REGION

#endif

/* What a kernel sees of the run-time, and the four things that it defines. The run-time calls, on every hart in U-mode:
   workload_prepare, barrier, workload_run (a short warm-up), barrier, workload_run (the region of interest), barrier;
   then hart 0 calls workload_verify and ends the program. Memory orders are fixed here, in the kernels, for all
   variants; the ordered kernels take theirs from the arguments. */
#ifndef AMOEBA_WORKLOADS_WORKLOAD_H
#define AMOEBA_WORKLOADS_WORKLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "markers.h"

#define LINE_BYTES 64
#define MAX_OBJECTS 4096
#define WARM_UP_OPERATIONS 16

struct workload {
  unsigned hart;  /* this one */
  unsigned harts; /* that take part */
  uint64_t operations;
  uint64_t objects;
  uint64_t stride;
  uint64_t think;
  uint64_t hold;
  uint64_t seed;
  uint64_t shared;
  uint64_t run;
};

struct kernel_defaults {
  uint64_t operations;
  uint64_t objects; /* 0: one per hart */
  uint64_t stride;
  uint64_t object_bytes; /* the stride is rounded up to a multiple of it */
  uint64_t shared;
  uint64_t run;
};

extern const struct kernel_defaults kernel_defaults;
void workload_prepare(const struct workload* work);
/* Performs that many marked operations; returns a tally, which workload_verify receives summed over harts and runs. */
uint64_t workload_run(const struct workload* work, uint64_t operations);
/* Returns the number of wrong results. */
unsigned workload_verify(const struct workload* work, uint64_t tally);

/* Zeroed memory in which the objects lie, `stride` bytes apart. */
void* object_at(const struct workload* work, uint64_t index);
/* Returns 0 when equal; else says so on the console and returns 1. */
unsigned check_equal(const char* what, uint64_t index, uint64_t expected, uint64_t found);

/* The object of this hart: harts are dealt to the objects in turn. */
static inline uint64_t object_of(const struct workload* work) {
  return work->hart % work->objects;
}

/* Marked operations of one hart over both calls of workload_run. */
static inline uint64_t total_operations(const struct workload* work) {
  return WARM_UP_OPERATIONS + work->operations;
}

static inline uint64_t harts_on_object(const struct workload* work, uint64_t index) {
  return work->harts / work->objects + (index < work->harts % work->objects);
}

static inline void local_work(uint64_t iterations) {
  for (uint64_t i = 0; i < iterations; ++i) __asm__ volatile("");
}

/* Makes a pointer look new to the compiler, so that the aligned address and the masks of a sub-word operation are
   computed in every operation, as where code meets an object for the first time, and not once before the loop. */
#define FORGET(pointer) __asm__ volatile("" : "+r"(pointer))

#endif

/* The simulator's markers: HINT instructions that change nothing on any hart and cost nothing on Amoeba's.
   They are also compiler barriers, so that an operation stays between its two markers. */
#ifndef AMOEBA_WORKLOADS_MARKERS_H
#define AMOEBA_WORKLOADS_MARKERS_H

#define AMOEBA_MARKER(code) __asm__ volatile("slti x0, x0, " #code ::: "memory")
#define AMOEBA_LABEL(number) __asm__ volatile("sltiu x0, x0, " #number ::: "memory")

static inline void roi_begin(void) {
  AMOEBA_MARKER(1);
}
static inline void roi_end(void) {
  AMOEBA_MARKER(2);
}
static inline void operation_begin(void) {
  AMOEBA_MARKER(3);
}
static inline void operation_end(void) {
  AMOEBA_MARKER(4);
}

#endif

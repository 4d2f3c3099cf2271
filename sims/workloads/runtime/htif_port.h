/* The host-target interface, for code that is compiled into a level of its own (htif.h is for programs). */
#ifndef AMOEBA_WORKLOADS_HTIF_PORT_H
#define AMOEBA_WORKLOADS_HTIF_PORT_H

#include "htif.h"

#define CONSOLE_PUTCHAR ((UINT64_C(1) << 56) | (UINT64_C(1) << 48)) /* device 1, command 1 */

extern volatile uint64_t tohost, fromhost;

static inline void htif_put(uint64_t command) {
  while (tohost != 0) fromhost = 0; /* the host clears tohost when it has taken the last command */
  tohost = command;
}

static inline void htif_put_character(char character) {
  htif_put(CONSOLE_PUTCHAR | (unsigned char)character);
}

static inline void htif_put_text(const char* text) {
  while (*text) htif_put_character(*text++);
}

static inline void htif_put_hexadecimal(uint64_t value) {
  htif_put_text("0x");
  int digit = 15;
  while (digit > 0 && (value >> (4 * digit)) == 0) --digit;
  for (; digit >= 0; --digit) htif_put_character("0123456789abcdef"[(value >> (4 * digit)) & 15]);
}

static inline _Noreturn void htif_put_exit(enum exit_code code) {
  htif_put(((uint64_t)code << 1) | 1);
  for (;;) {
  }
}

#endif

/* The host-target interface of riscv-tests and Spike: exit and console by 64-bit stores to `tohost`. */
#ifndef AMOEBA_WORKLOADS_HTIF_H
#define AMOEBA_WORKLOADS_HTIF_H

#include <stdint.h>

enum exit_code { EXIT_SUCCESS = 0, EXIT_WRONG_RESULT = 1, EXIT_BAD_ARGUMENT = 2, EXIT_UNEXPECTED_TRAP = 3 };

_Noreturn void htif_exit(enum exit_code code);
void htif_print(const char* text);
void htif_print_hexadecimal(uint64_t value);

#endif

#include "htif.h"

#define CONSOLE_PUTCHAR ((UINT64_C(1) << 56) | (UINT64_C(1) << 48)) /* device 1, command 1 */

__attribute__((section(".htif"), aligned(64))) volatile uint64_t tohost = 0;
__attribute__((section(".htif"), aligned(64))) volatile uint64_t fromhost = 0;

static void put_character(char character) {
  while (tohost != 0) fromhost = 0; /* the host clears tohost when it has taken the last command */
  tohost = CONSOLE_PUTCHAR | (unsigned char)character;
}

void htif_print(const char* text) {
  while (*text) put_character(*text++);
}

void htif_print_hexadecimal(uint64_t value) {
  htif_print("0x");
  int digit = 15;
  while (digit > 0 && (value >> (4 * digit)) == 0) --digit;
  for (; digit >= 0; --digit) put_character("0123456789abcdef"[(value >> (4 * digit)) & 15]);
}

void htif_exit(enum exit_code code) {
  while (tohost != 0) fromhost = 0;
  tohost = ((uint64_t)code << 1) | 1;
  for (;;) {
  }
}

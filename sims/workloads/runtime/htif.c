#include "htif_port.h"

__attribute__((section(".htif"), aligned(64))) volatile uint64_t tohost = 0;
__attribute__((section(".htif"), aligned(64))) volatile uint64_t fromhost = 0;

void htif_print(const char* text) {
  htif_put_text(text);
}

void htif_print_hexadecimal(uint64_t value) {
  htif_put_hexadecimal(value);
}

void htif_exit(enum exit_code code) {
  htif_put_exit(code);
}

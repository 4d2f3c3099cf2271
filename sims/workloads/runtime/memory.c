/* The functions that a compiler may call in freestanding code. */
#include <stddef.h>

void* memset(void* destination, int value, size_t size) {
  unsigned char* to = destination;
  while (size--) *to++ = (unsigned char)value;
  return destination;
}

void* memcpy(void* restrict destination, const void* restrict source, size_t size) {
  unsigned char* to = destination;
  const unsigned char* from = source;
  while (size--) *to++ = *from++;
  return destination;
}

#include <stddef.h>
#include <stdint.h>

// Decodes hexadecimal digits, 32 at a time, two a byte, and stops at the first block that holds
// anything else. Returns how many digits were decoded: a multiple of 32, the rest is the caller's.
// `target` must have room for half as many bytes as there are digits.
size_t chexadecimal_decode(const uint8_t *digits, size_t count, uint8_t *target);

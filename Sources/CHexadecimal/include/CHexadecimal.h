#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Each of these decodes hexadecimal digits of either case, two a byte, up to the first byte that is
// no digit, and returns how many digits stand before it: `count` when all are digits. A digit
// without its other half decodes to nothing.
//
// `count` must be even. `target` must have room for half as many bytes as `count`; behind the
// decoded ones that room may be overwritten.

// By the fastest way that this processor has.
size_t chexadecimal_decode(const uint8_t *digits, size_t count, uint8_t *target);

// Eight digits in a machine word; for any processor.
size_t chexadecimal_decode_portable(const uint8_t *digits, size_t count, uint8_t *target);

#if defined(__x86_64__)
// Sixteen digits in a vector, which every x86-64 has.
size_t chexadecimal_decode_sse2(const uint8_t *digits, size_t count, uint8_t *target);

// Thirty-two digits in a vector; only where `chexadecimal_has_avx2`.
size_t chexadecimal_decode_avx2(const uint8_t *digits, size_t count, uint8_t *target);

bool chexadecimal_has_avx2(void);
#endif

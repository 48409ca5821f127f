#include "CHexadecimal.h"

#if defined(__SSE2__)
#include <emmintrin.h>

// The values of sixteen digits; bytes of `valid` become zero where there is no digit.
static inline __m128i values(__m128i text, __m128i *valid) {
  __m128i decimal = _mm_sub_epi8(text, _mm_set1_epi8('0'));
  __m128i folded = _mm_or_si128(text, _mm_set1_epi8(0x20));
  __m128i letter = _mm_sub_epi8(folded, _mm_set1_epi8('a'));
  // An unsigned a <= b is min(a, b) == a.
  __m128i is_decimal = _mm_cmpeq_epi8(_mm_min_epu8(decimal, _mm_set1_epi8(9)), decimal);
  __m128i is_letter = _mm_cmpeq_epi8(_mm_min_epu8(letter, _mm_set1_epi8(5)), letter);
  *valid = _mm_and_si128(*valid, _mm_or_si128(is_decimal, is_letter));
  __m128i ten = _mm_add_epi8(letter, _mm_set1_epi8(10));
  return _mm_or_si128(_mm_and_si128(is_decimal, decimal), _mm_andnot_si128(is_decimal, ten));
}

// The first digit of a pair is the high nibble and stands in the lower byte of its lane.
static inline __m128i pairs(__m128i nibbles) {
  __m128i both = _mm_or_si128(_mm_slli_epi16(nibbles, 4), _mm_srli_epi16(nibbles, 8));
  return _mm_and_si128(both, _mm_set1_epi16(0x00ff));
}

size_t chexadecimal_decode(const uint8_t *digits, size_t count, uint8_t *target) {
  size_t read = 0;
  while (count - read >= 32) {
    __m128i valid = _mm_set1_epi8(-1);
    __m128i low = values(_mm_loadu_si128((const __m128i *)(digits + read)), &valid);
    __m128i high = values(_mm_loadu_si128((const __m128i *)(digits + read + 16)), &valid);
    if (_mm_movemask_epi8(valid) != 0xffff) break;
    _mm_storeu_si128((__m128i *)(target + read / 2), _mm_packus_epi16(pairs(low), pairs(high)));
    read += 32;
  }
  return read;
}
#else
size_t chexadecimal_decode(const uint8_t *digits, size_t count, uint8_t *target) { return 0; }
#endif

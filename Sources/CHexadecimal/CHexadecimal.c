#include "CHexadecimal.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// What is no digit has a value above fifteen.
static inline unsigned value(uint8_t character) {
  unsigned decimal = (unsigned)character - '0';
  unsigned letter = ((unsigned)character | 0x20) - 'a';
  return decimal < 10 ? decimal : letter < 6 ? letter + 10 : 0xff;
}

// The digits from `read` on, a pair at a time.
static inline size_t decode_pairs(
  const uint8_t *digits, size_t read, size_t count, uint8_t *target) {
  for (; read < count; read += 2) {
    unsigned high = value(digits[read]);
    if (high > 15) return read;
    unsigned low = value(digits[read + 1]);
    if (low > 15) return read + 1;
    target[read / 2] = (uint8_t)(high << 4 | low);
  }
  return count;
}

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define ONES 0x0101010101010101u
#define HIGH_BITS 0x8080808080808080u

static inline bool are_digits(uint64_t word) {
  // With the high bits clear no sum below carries into its neighbour, and the high bit of a sum
  // says whether the byte is at least the bound that was subtracted from 0x80.
  uint64_t low = word & ~HIGH_BITS;
  uint64_t folded = low | ONES * 0x20;
  uint64_t decimal = (low + ONES * (0x80 - '0')) & ~(low + ONES * (0x80 - '9' - 1));
  uint64_t letter = (folded + ONES * (0x80 - 'a')) & ~(folded + ONES * (0x80 - 'f' - 1));
  return ((decimal | letter) & ~word & HIGH_BITS) == HIGH_BITS;
}

// The four bytes that eight valid digits stand for, the first digit in the lowest byte.
static inline uint32_t bytes(uint64_t word) {
  // Letters have bit 6 set, and a low nibble that is nine short of their value.
  uint64_t nibbles = (word & ONES * 0x0f) + ((word >> 6) & ONES) * 9;
  // The first digit of a pair is the high nibble and stands in the lower byte.
  uint64_t pairs = (nibbles << 4 | nibbles >> 8) & 0x00ff00ff00ff00ff;
  uint64_t halves = (pairs | pairs >> 8) & 0x0000ffff0000ffff;
  return (uint32_t)(halves | halves >> 16);
}

size_t chexadecimal_decode_portable(const uint8_t *digits, size_t count, uint8_t *target) {
  size_t read = 0;
  for (; count - read >= 8; read += 8) {
    uint64_t word;
    memcpy(&word, digits + read, sizeof word);
    if (!are_digits(word)) break;
    uint32_t decoded = bytes(word);
    memcpy(target + read / 2, &decoded, sizeof decoded);
  }
  return decode_pairs(digits, read, count, target);
}
#else
size_t chexadecimal_decode_portable(const uint8_t *digits, size_t count, uint8_t *target) {
  return decode_pairs(digits, 0, count, target);
}
#endif

#if defined(__x86_64__)

// The values of sixteen digits; what is no digit has a value above fifteen.
static inline __attribute__((always_inline)) __m128i values_sse2(__m128i text) {
  // 0x30...0x39 to 0xf6...0xff, from where saturation keeps apart what is above and below.
  __m128i shifted = _mm_add_epi8(text, _mm_set1_epi8((char)(0xff - '9')));
  __m128i decimal =
    _mm_sub_epi8(_mm_subs_epu8(shifted, _mm_set1_epi8(6)), _mm_set1_epi8((char)0xf0));
  __m128i upper = _mm_sub_epi8(_mm_and_si128(text, _mm_set1_epi8((char)0xdf)), _mm_set1_epi8('A'));
  return _mm_min_epu8(decimal, _mm_adds_epu8(upper, _mm_set1_epi8(10)));
}

// The first digit of a pair is the high nibble and stands in the lower byte of its lane.
static inline __attribute__((always_inline)) __m128i pairs_sse2(__m128i nibbles) {
  __m128i both = _mm_or_si128(_mm_slli_epi16(nibbles, 4), _mm_srli_epi16(nibbles, 8));
  return _mm_and_si128(both, _mm_set1_epi16(0x00ff));
}

// A bit for each of sixteen values that is above fifteen.
static inline __attribute__((always_inline)) unsigned invalid_sse2(__m128i values) {
  return (unsigned)_mm_movemask_epi8(_mm_adds_epu8(values, _mm_set1_epi8(0x7f - 15)));
}

// Decodes 32 digits and returns a bit for each that is none.
static inline __attribute__((always_inline)) uint32_t decode_32(
  const uint8_t *digits, uint8_t *target) {
  __m128i low = values_sse2(_mm_loadu_si128((const __m128i *)digits));
  __m128i high = values_sse2(_mm_loadu_si128((const __m128i *)(digits + 16)));
  _mm_storeu_si128((__m128i *)target, _mm_packus_epi16(pairs_sse2(low), pairs_sse2(high)));
  return invalid_sse2(low) | invalid_sse2(high) << 16;
}

// At least 32 digits, of which those before `read` are decoded. The last block goes back over
// digits that are already decoded, so that none is left for a slower way.
static inline __attribute__((always_inline)) size_t decode_blocks_of_32(
  const uint8_t *digits, size_t read, size_t count, uint8_t *target) {
  while (read < count) {
    if (count - read < 32) read = count - 32;
    uint32_t invalid = decode_32(digits + read, target + read / 2);
    if (invalid) return read + (size_t)__builtin_ctz(invalid);
    read += 32;
  }
  return count;
}

size_t chexadecimal_decode_sse2(const uint8_t *digits, size_t count, uint8_t *target) {
  if (count < 32) return chexadecimal_decode_portable(digits, count, target);
  return decode_blocks_of_32(digits, 0, count, target);
}

#define AVX2 __attribute__((target("avx2")))

static inline AVX2 __attribute__((always_inline)) __m256i values_avx2(__m256i text) {
  __m256i shifted = _mm256_add_epi8(text, _mm256_set1_epi8((char)(0xff - '9')));
  __m256i decimal =
    _mm256_sub_epi8(_mm256_subs_epu8(shifted, _mm256_set1_epi8(6)), _mm256_set1_epi8((char)0xf0));
  __m256i upper =
    _mm256_sub_epi8(_mm256_and_si256(text, _mm256_set1_epi8((char)0xdf)), _mm256_set1_epi8('A'));
  return _mm256_min_epu8(decimal, _mm256_adds_epu8(upper, _mm256_set1_epi8(10)));
}

static inline AVX2 __attribute__((always_inline)) uint32_t invalid_avx2(__m256i values) {
  return (uint32_t)_mm256_movemask_epi8(_mm256_adds_epu8(values, _mm256_set1_epi8(0x7f - 15)));
}

// Decodes 64 digits and returns a bit for each that is none.
static inline AVX2 __attribute__((always_inline)) uint64_t decode_64(
  const uint8_t *digits, uint8_t *target) {
  __m256i low = values_avx2(_mm256_loadu_si256((const __m256i *)digits));
  __m256i high = values_avx2(_mm256_loadu_si256((const __m256i *)(digits + 32)));
  // Sixteen times the first value of a pair and once the second.
  __m256i weights = _mm256_set1_epi16(0x0110);
  __m256i packed = _mm256_packus_epi16(
    _mm256_maddubs_epi16(low, weights), _mm256_maddubs_epi16(high, weights));
  // packus works within each half of the vector, so its middle quarters are the wrong way round.
  _mm256_storeu_si256((__m256i *)target, _mm256_permute4x64_epi64(packed, 0xd8));
  if (!invalid_avx2(_mm256_max_epu8(low, high))) return 0;
  return invalid_avx2(low) | (uint64_t)invalid_avx2(high) << 32;
}

AVX2 size_t chexadecimal_decode_avx2(const uint8_t *digits, size_t count, uint8_t *target) {
  if (count < 32) return chexadecimal_decode_portable(digits, count, target);
  if (count < 64) return decode_blocks_of_32(digits, 0, count, target);
  size_t read = 0;
  while (read < count) {
    if (count - read < 64) read = count - 64;
    uint64_t invalid = decode_64(digits + read, target + read / 2);
    if (invalid) return read + (size_t)__builtin_ctzll(invalid);
    read += 64;
  }
  return count;
}

bool chexadecimal_has_avx2(void) { return __builtin_cpu_supports("avx2"); }

size_t chexadecimal_decode(const uint8_t *digits, size_t count, uint8_t *target) {
  return chexadecimal_has_avx2() ? chexadecimal_decode_avx2(digits, count, target)
                                 : chexadecimal_decode_sse2(digits, count, target);
}

#else

size_t chexadecimal_decode(const uint8_t *digits, size_t count, uint8_t *target) {
  return chexadecimal_decode_portable(digits, count, target);
}

#endif

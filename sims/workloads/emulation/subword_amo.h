/* The 18 AMOs of Zabha and amocas.b/h, as every emulator sees them: decode, perform on the containing word, write back.
   Where the word is (translation) is the business of who includes this. */
#ifndef AMOEBA_WORKLOADS_SUBWORD_AMO_H
#define AMOEBA_WORKLOADS_SUBWORD_AMO_H

#include "emulation/masked_update.h"

enum funct5 {
  FUNCT5_ADD = 0,
  FUNCT5_SWAP = 1,
  FUNCT5_XOR = 4,
  FUNCT5_CAS = 5,
  FUNCT5_OR = 8,
  FUNCT5_AND = 12,
  FUNCT5_MIN = 16,
  FUNCT5_MAX = 20,
  FUNCT5_MINU = 24,
  FUNCT5_MAXU = 28
};

/* Bit n: funct5 n is one of the operations. */
#define SUBWORD_OPERATIONS                                                                                           \
  (1u << FUNCT5_ADD | 1u << FUNCT5_SWAP | 1u << FUNCT5_XOR | 1u << FUNCT5_CAS | 1u << FUNCT5_OR | 1u << FUNCT5_AND | \
   1u << FUNCT5_MIN | 1u << FUNCT5_MAX | 1u << FUNCT5_MINU | 1u << FUNCT5_MAXU)

/* The instruction with its operands; `x` are the registers of the program that it belongs to. */
struct subword_amo {
  enum funct5 operation;
  unsigned rd;
  unsigned half; /* 1: 16 bits, 0: 8 */
  bool aq, rl;
  uint64_t address;
  uint64_t operand;  /* rs2 */
  uint64_t expected; /* rd, of amocas */
};

/* False: not one of the 20. */
static inline bool decode_subword_amo(struct subword_amo* amo, const uint64_t* x, uint32_t instruction) {
  const unsigned funct3 = (instruction >> 12) & 7;
  if ((instruction & 0x7f) != 0x2f || funct3 > 1) return false;
  amo->operation = (enum funct5)(instruction >> 27);
  if (((SUBWORD_OPERATIONS >> amo->operation) & 1) == 0) return false;
  amo->rd = (instruction >> 7) & 31;
  amo->half = funct3;
  amo->aq = (instruction >> 26) & 1;
  amo->rl = (instruction >> 25) & 1;
  amo->address = x[(instruction >> 15) & 31];
  amo->operand = x[(instruction >> 20) & 31];
  amo->expected = x[amo->rd];
  return true;
}

static inline bool is_misaligned(const struct subword_amo* amo) {
  return (amo->address & amo->half) != 0;
}

static inline uint64_t masked_update(enum funct5 operation, struct masked_field* field, uint64_t expected) {
  switch (operation) {
    case FUNCT5_ADD:
      return masked_add(field);
    case FUNCT5_SWAP:
      return masked_swap(field);
    case FUNCT5_XOR:
      return masked_xor(field);
    case FUNCT5_OR:
      return masked_or(field);
    case FUNCT5_AND:
      return masked_and(field);
    case FUNCT5_MIN:
      return masked_min(field);
    case FUNCT5_MAX:
      return masked_max(field);
    case FUNCT5_MINU:
      return masked_minu(field);
    case FUNCT5_MAXU:
      return masked_maxu(field);
    case FUNCT5_CAS:
      return masked_cas(field, expected);
  }
  __builtin_unreachable(); /* decode_subword_amo lets nothing else through */
}

/* `place` is where the emulator finds the byte or halfword. False: the access faulted and nothing changed. */
static inline bool perform_subword_amo(const struct subword_amo* amo, uint64_t place, uint64_t* x) {
  const unsigned shift = 8 * (place & 3);
  const unsigned to_top = amo->half ? 48 : 56;
  const uint64_t low = amo->half ? 0xffff : 0xff;
  struct masked_field field = {.word = (volatile uint32_t*)(place & ~UINT64_C(3)),
                               .mask = low << shift,
                               .value = (amo->operand & low) << shift,
                               .to_top = to_top - shift};
  /* An AMO is one operation for aq and rl, its load and store both: hence whole fences, not annotations of LR and SC.
   */
  if (amo->rl) __asm__ volatile("fence rw, rw" ::: "memory");
  const uint64_t old = masked_update(amo->operation, &field, (amo->expected & low) << shift);
  if (field.faulted) return false;
  if (amo->aq) __asm__ volatile("fence rw, rw" ::: "memory");
  if (amo->rd != 0) x[amo->rd] = (uint64_t)((int64_t)(old << field.to_top) >> to_top);
  return true;
}

#endif

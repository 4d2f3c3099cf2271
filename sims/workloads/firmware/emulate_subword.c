/* Emulates the 18 AMOs of Zabha and amocas.b/h by a masked LR/SC loop on the containing word. Loops obey the
   constrained-loop rules, so they make progress wherever LR/SC does. Without address translation the firmware's own
   accesses mean the same memory as the program's. */
#include "trap_frame.h"

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

/* A byte or halfword inside its word. */
struct field {
  volatile uint32_t* word;
  uint64_t mask;   /* of the field, in place */
  uint64_t value;  /* the operand, in place */
  unsigned to_top; /* shift that brings the word's field to the top of a register */
};

/* new = (old & ~mask) | (f(old, value) & mask), retried until the SC succeeds. */
#define MASKED_LOOP(name, compute)                                                                     \
  static inline uint64_t name(const struct field* f) {                                                 \
    uint64_t old, next, kept;                                                                          \
    __asm__ volatile("1: lr.w %[old], %[word]\n" compute                                               \
                     "and %[next], %[next], %[mask]\n"                                                 \
                     "and %[kept], %[old], %[others]\n"                                                \
                     "or %[next], %[next], %[kept]\n"                                                  \
                     "sc.w %[next], %[next], %[word]\n"                                                \
                     "bnez %[next], 1b"                                                                \
                     : [old] "=&r"(old), [next] "=&r"(next), [kept] "=&r"(kept), [word] "+A"(*f->word) \
                     : [value] "r"(f->value), [mask] "r"(f->mask), [others] "r"(~f->mask)              \
                     : "memory");                                                                      \
    return old;                                                                                        \
  }

MASKED_LOOP(masked_add, "add %[next], %[old], %[value]\n")
MASKED_LOOP(masked_swap, "mv %[next], %[value]\n")
MASKED_LOOP(masked_xor, "xor %[next], %[old], %[value]\n")
MASKED_LOOP(masked_or, "or %[next], %[old], %[value]\n")
MASKED_LOOP(masked_and, "and %[next], %[old], %[value]\n")

/* Keeps the old field when `branch` holds between the two fields, both shifted to the top of a register. */
#define MASKED_SELECT(name, branch)                                                                              \
  static inline uint64_t name(const struct field* f) {                                                           \
    const uint64_t operand = f->value << f->to_top;                                                              \
    uint64_t old, next;                                                                                          \
    __asm__ volatile(                                                                                            \
        "1: lr.w %[old], %[word]\n"                                                                              \
        "and %[next], %[old], %[mask]\n"                                                                         \
        "sll %[next], %[next], %[to_top]\n" branch                                                               \
        "and %[next], %[old], %[others]\n"                                                                       \
        "or %[next], %[next], %[value]\n"                                                                        \
        "j 3f\n"                                                                                                 \
        "2: mv %[next], %[old]\n"                                                                                \
        "3: sc.w %[next], %[next], %[word]\n"                                                                    \
        "bnez %[next], 1b"                                                                                       \
        : [old] "=&r"(old), [next] "=&r"(next), [word] "+A"(*f->word)                                            \
        : [value] "r"(f->value), [mask] "r"(f->mask), [others] "r"(~f->mask), [to_top] "r"((uint64_t)f->to_top), \
          [operand] "r"(operand)                                                                                 \
        : "memory");                                                                                             \
    return old;                                                                                                  \
  }

MASKED_SELECT(masked_min, "ble %[next], %[operand], 2f\n")
MASKED_SELECT(masked_max, "bge %[next], %[operand], 2f\n")
MASKED_SELECT(masked_minu, "bleu %[next], %[operand], 2f\n")
MASKED_SELECT(masked_maxu, "bgeu %[next], %[operand], 2f\n")

static inline uint64_t masked_cas(const struct field* f, uint64_t expected) {
  uint64_t old, next;
  __asm__ volatile(
      "1: lr.w %[old], %[word]\n"
      "and %[next], %[old], %[mask]\n"
      "bne %[next], %[expected], 2f\n"
      "and %[next], %[old], %[others]\n"
      "or %[next], %[next], %[value]\n"
      "sc.w %[next], %[next], %[word]\n"
      "bnez %[next], 1b\n"
      "2:"
      : [old] "=&r"(old), [next] "=&r"(next), [word] "+A"(*f->word)
      : [value] "r"(f->value), [mask] "r"(f->mask), [others] "r"(~f->mask), [expected] "r"(expected)
      : "memory");
  return old;
}

bool emulate_subword(struct trap_frame* frame, uint32_t instruction) {
  const unsigned width = (instruction >> 12) & 7; /* funct3: 0 byte, 1 halfword */
  if ((instruction & 0x7f) != 0x2f || width > 1) return false;
  const unsigned rd = (instruction >> 7) & 31;
  const uint64_t address = frame->x[(instruction >> 15) & 31];
  if (address & width) return false;

  const unsigned shift = 8 * (address & 3);
  const unsigned to_top = width ? 48 : 56;
  const uint64_t low = width ? 0xffff : 0xff;
  const struct field field = {.word = (volatile uint32_t*)(address & ~UINT64_C(3)),
                              .mask = low << shift,
                              .value = (frame->x[(instruction >> 20) & 31] & low) << shift,
                              .to_top = to_top - shift};
  /* An AMO is one operation for aq and rl, its load and store both: hence whole fences, not annotations of LR and SC.
   */
  const bool aq = (instruction >> 26) & 1;
  const bool rl = (instruction >> 25) & 1;
  if (rl) __asm__ volatile("fence rw, rw" ::: "memory");
  uint64_t old;
  switch ((enum funct5)(instruction >> 27)) {
    case FUNCT5_ADD:
      old = masked_add(&field);
      break;
    case FUNCT5_SWAP:
      old = masked_swap(&field);
      break;
    case FUNCT5_XOR:
      old = masked_xor(&field);
      break;
    case FUNCT5_OR:
      old = masked_or(&field);
      break;
    case FUNCT5_AND:
      old = masked_and(&field);
      break;
    case FUNCT5_MIN:
      old = masked_min(&field);
      break;
    case FUNCT5_MAX:
      old = masked_max(&field);
      break;
    case FUNCT5_MINU:
      old = masked_minu(&field);
      break;
    case FUNCT5_MAXU:
      old = masked_maxu(&field);
      break;
    case FUNCT5_CAS:
      old = masked_cas(&field, (frame->x[rd] & low) << shift);
      break;
    default:
      return false;
  }
  if (aq) __asm__ volatile("fence rw, rw" ::: "memory");
  if (rd != 0) frame->x[rd] = (uint64_t)((int64_t)(old << field.to_top) >> to_top);
  return true;
}

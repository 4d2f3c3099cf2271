/* Atomic operations on 8 and 16 bits, in the variant that the build chose with -DSUBWORD_<VARIANT>:
     NATIVE     the compiler's builtins, for a hart with Zabha (zabha, zabha_zacas, trap-m)
     LRSC       masked LR/SC loops for every operation
     WORD_AMO   and/or/xor as one AMO on the containing word; nothing else exists in this form
     LIBATOMIC  out-of-line calls of an 8-byte CAS loop between full fences, as GCC's library does
     LRWAIT     pairs of LRwait and SCwait, for a hart with the hypothetical Xlrwait
   Each returns the old value. `order` is one of __ATOMIC_RELAXED, _ACQUIRE, _RELEASE, _ACQ_REL, a constant.
   Plain atomic loads and stores need no variant: use __atomic_load_n and __atomic_store_n. */
#ifndef AMOEBA_WORKLOADS_SUBWORD_H
#define AMOEBA_WORKLOADS_SUBWORD_H

#include <stdint.h>

#define SUBWORD_INLINE static inline __attribute__((always_inline))

#if defined(SUBWORD_NATIVE)
#include "add_swap_builtins.h"
#include "cas_builtins.h"
#include "logical_builtins.h"
#elif defined(SUBWORD_LRSC)
#include "add_swap_builtins.h"
#include "cas_builtins.h"
#include "logical_lrsc.h"
#elif defined(SUBWORD_WORD_AMO)
#include "logical_builtins.h"
#elif defined(SUBWORD_LIBATOMIC)
#include "libatomic.h"
#elif defined(SUBWORD_LRWAIT)
#include "lrwait.h"
#else
#error "define one of SUBWORD_NATIVE, SUBWORD_LRSC, SUBWORD_WORD_AMO, SUBWORD_LIBATOMIC, SUBWORD_LRWAIT"
#endif

#endif

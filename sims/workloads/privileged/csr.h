/* Access to CSRs from C, and the fields, causes and page-table bits that the privileged software names. */
#ifndef AMOEBA_WORKLOADS_CSR_H
#define AMOEBA_WORKLOADS_CSR_H

#define STATUS_SIE 0x2
#define STATUS_SPIE 0x20
#define STATUS_SPP 0x100
#define STATUS_MPP 0x1800
#define STATUS_MPP_SUPERVISOR 0x800
#define STATUS_MPRV 0x20000
#define STATUS_SUM 0x40000
#define STATUS_GVA 0x4000000000
#define STATUS_MPV 0x8000000000

#define HSTATUS_GVA 0x40
#define HSTATUS_SPV 0x80
#define HSTATUS_SPVP 0x100
#define HSTATUS_VTW 0x200000

#define INTERRUPT 0x8000000000000000
#define SUPERVISOR_SOFTWARE 0x2 /* in xie, xip */
#define SUPERVISOR_TIMER 0x20
#define VIRTUAL_SOFTWARE 0x4 /* in hvip */
#define VIRTUAL_TIMER 0x40
#define GUEST_SHIFT 1 /* from an interrupt's place in hvip to the one in vsie */

#define ENVCFG_STCE 0x8000000000000000
#define STATEEN_ENVIRONMENT 0x4000000000000000
#define STATEEN_SSTATEEN 0x8000000000000000
#define COUNTER_TIME 2

#define ATP_SV39 0x8000000000000000
#define ATP_MODE 0xf000000000000000
#define ATP_PPN 0x00000fffffffffff
#define ATP_ID_SHIFT 44

#define PAGE_BYTES 4096
#define PAGE_SHIFT 12
#define PTE_V 0x01
#define PTE_R 0x02
#define PTE_W 0x04
#define PTE_X 0x08
#define PTE_U 0x10
#define PTE_A 0x40
#define PTE_D 0x80

#ifndef __ASSEMBLER__
#include <stdint.h>

enum cause {
  CAUSE_INSTRUCTION_MISALIGNED = 0,
  CAUSE_INSTRUCTION_ACCESS = 1,
  CAUSE_ILLEGAL_INSTRUCTION = 2,
  CAUSE_BREAKPOINT = 3,
  CAUSE_LOAD_MISALIGNED = 4,
  CAUSE_LOAD_ACCESS = 5,
  CAUSE_STORE_MISALIGNED = 6,
  CAUSE_STORE_ACCESS = 7,
  CAUSE_USER_CALL = 8,
  CAUSE_SUPERVISOR_CALL = 9,
  CAUSE_VIRTUAL_SUPERVISOR_CALL = 10,
  CAUSE_INSTRUCTION_PAGE = 12,
  CAUSE_LOAD_PAGE = 13,
  CAUSE_STORE_PAGE = 15,
  CAUSE_INSTRUCTION_GUEST_PAGE = 20,
  CAUSE_LOAD_GUEST_PAGE = 21,
  CAUSE_VIRTUAL_INSTRUCTION = 22,
  CAUSE_STORE_GUEST_PAGE = 23
};

#define READ_CSR(name)                                               \
  ({                                                                 \
    uint64_t csr_value;                                              \
    __asm__ volatile("csrr %0, " #name : "=r"(csr_value)::"memory"); \
    csr_value;                                                       \
  })
#define WRITE_CSR(name, value) __asm__ volatile("csrw " #name ", %0" ::"rK"((uint64_t)(value)) : "memory")
#define SET_CSR(name, bits) __asm__ volatile("csrs " #name ", %0" ::"rK"((uint64_t)(bits)) : "memory")
#define CLEAR_CSR(name, bits) __asm__ volatile("csrc " #name ", %0" ::"rK"((uint64_t)(bits)) : "memory")
#define SWAP_CSR(name, value)                                                                           \
  ({                                                                                                    \
    uint64_t csr_value;                                                                                 \
    __asm__ volatile("csrrw %0, " #name ", %1" : "=r"(csr_value) : "rK"((uint64_t)(value)) : "memory"); \
    csr_value;                                                                                          \
  })

/* What an AMO's trap would say, for a fault that its emulation met as a load. */
static inline uint64_t cause_of_amo(uint64_t cause) {
  switch (cause) {
    case CAUSE_LOAD_MISALIGNED:
    case CAUSE_LOAD_ACCESS:
    case CAUSE_LOAD_PAGE:
    case CAUSE_LOAD_GUEST_PAGE:
      return cause + 2;
    default:
      return cause;
  }
}
#endif

#endif

/* Loading and putting a virtual hart: the CSRs that stay the guest's over light exits, and change only when the monitor
   process runs. */
#include "hypervisor/vcpu.h"

void load_guest_csrs(struct vcpu* vcpu) {
  const struct guest_csrs* csrs = &vcpu->csrs;
  WRITE_CSR(vsstatus, csrs->vsstatus);
  WRITE_CSR(vsie, csrs->vsie);
  WRITE_CSR(vstvec, csrs->vstvec);
  WRITE_CSR(vsscratch, csrs->vsscratch);
  WRITE_CSR(vsepc, csrs->vsepc);
  WRITE_CSR(vscause, csrs->vscause);
  WRITE_CSR(vstval, csrs->vstval);
  WRITE_CSR(hedeleg, csrs->hedeleg);
  WRITE_CSR(hvip, csrs->hvip);
  WRITE_CSR(vsatp, csrs->vsatp);
  WRITE_CSR(henvcfg, csrs->henvcfg);
  WRITE_CSR(hstateen0, STATEEN_ENVIRONMENT | STATEEN_SSTATEEN);
  WRITE_CSR(vstimecmp, csrs->vstimecmp);
}

void put_guest_csrs(struct vcpu* vcpu) {
  struct guest_csrs* csrs = &vcpu->csrs;
  csrs->vsstatus = READ_CSR(vsstatus);
  csrs->vsie = READ_CSR(vsie);
  csrs->vstvec = READ_CSR(vstvec);
  csrs->vsscratch = READ_CSR(vsscratch);
  csrs->vsepc = READ_CSR(vsepc);
  csrs->vscause = READ_CSR(vscause);
  csrs->vstval = READ_CSR(vstval);
  csrs->hvip = READ_CSR(hvip);
  csrs->vsatp = READ_CSR(vsatp);
  csrs->vstimecmp = READ_CSR(vstimecmp);
  WRITE_CSR(vstimecmp, ~UINT64_C(0));
}

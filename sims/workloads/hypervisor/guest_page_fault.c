/* Faults of the second stage. All memory is mapped, so the address is a device's or nobody's. The instruction comes
   from htinst, which these harts fill. */
#include "hypervisor/host.h"
#include "privileged/memory_map.h"

#define OPCODE_LOAD 0x03
#define OPCODE_STORE 0x23
#define TRANSFORMED 1 /* htinst: an instruction, with bit 1 clear if it was compressed */
#define NOT_COMPRESSED 2

static unsigned instruction_bytes(const struct vcpu* vcpu) {
  return (vcpu->trap.htinst & NOT_COMPRESSED) != 0 ? 4 : 2;
}

/* False: neither a load nor a store. */
static bool decode(const struct vcpu* vcpu, struct access_of_guest* access, struct device_access* device) {
  const uint64_t instruction = vcpu->trap.htinst;
  if ((instruction & TRANSFORMED) == 0) return false;
  const unsigned opcode = (instruction & 0x7f) | NOT_COMPRESSED;
  if (opcode != OPCODE_LOAD && opcode != OPCODE_STORE) return false;
  device->writes = opcode == OPCODE_STORE;
  device->bytes = 1u << ((instruction >> 12) & 3);
  device->data = device->writes ? vcpu->guest.x[(instruction >> 20) & 31] : 0;
  access->rd = device->writes ? 0 : (instruction >> 7) & 31;
  access->bytes = device->bytes;
  access->is_signed = ((instruction >> 14) & 1) == 0;
  return true;
}

static void finish(struct vcpu* vcpu, const struct access_of_guest* access, uint64_t data) {
  const unsigned unused = 64 - 8 * access->bytes;
  const uint64_t top = data << unused;
  if (access->rd != 0)
    vcpu->guest.x[access->rd] = access->is_signed ? (uint64_t)((int64_t)top >> unused) : top >> unused;
}

/* A register that counts its reads. */
static uint64_t access_own_device(struct vcpu* vcpu, const struct device_access* device) {
  if (device->writes) {
    vcpu->device_reads = device->data;
    return 0;
  }
  return ++vcpu->device_reads;
}

static uint64_t access_fault_instead(uint64_t guest_page_fault) {
  switch (guest_page_fault) {
    case CAUSE_INSTRUCTION_GUEST_PAGE:
      return CAUSE_INSTRUCTION_ACCESS;
    case CAUSE_LOAD_GUEST_PAGE:
      return CAUSE_LOAD_ACCESS;
    default:
      return CAUSE_STORE_ACCESS;
  }
}

enum after_exit handle_guest_page_fault(struct vcpu* vcpu) {
  struct device_access device;
  device.address = vcpu->trap.htval << 2 | (vcpu->trap.stval & 3);
  const bool own = device.address == DEVICE_OF_KERNEL;
  if ((!own && device.address != DEVICE_OF_MONITOR) || !decode(vcpu, &vcpu->access, &device)) {
    redirect_to_guest(vcpu, access_fault_instead(vcpu->trap.scause), vcpu->trap.stval);
    return RUN_GUEST;
  }
  vcpu->guest.sepc += instruction_bytes(vcpu);
  if (own) {
    finish(vcpu, &vcpu->access, access_own_device(vcpu, &device));
    return RUN_GUEST;
  }
  vcpu->call->device.address = device.address;
  vcpu->call->device.data = device.data;
  vcpu->call->device.bytes = device.bytes;
  vcpu->call->device.writes = device.writes;
  vcpu->call->reason = REASON_DEVICE;
  return RETURN_TO_MONITOR;
}

void complete_device_access(struct vcpu* vcpu, const struct device_access* device) {
  finish(vcpu, &vcpu->access, device->data);
}

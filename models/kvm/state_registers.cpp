#include "amoeba/kvm/state_registers.h"

#include <string_view>

namespace amoeba::kvm {
namespace {

struct Group {
  RegisterType type;
  unsigned subtype;
  unsigned first;
  unsigned count;
  unsigned bytes;  // 0: a register of the host's width
  const char* needs;
  KernelVersion since;
};

constexpr KernelVersion kAlways = kOldestKernel;
constexpr unsigned kVectorCsrs = 5;  // vstart, vl, vtype, vcsr, vlenb

constexpr Group kGroups[] = {
    {RegisterType::core, 0, 0, 33, 0, "", kAlways},  // pc, x1 to x31, mode
    {RegisterType::csr, kCsrGeneral, 0, 10, 0, "", kAlways},
    {RegisterType::csr, kCsrGeneral, 10, 1, 0, "", {6, 7}},  // senvcfg
    {RegisterType::csr, kCsrAia, 0, 7, 0, "ssaia", {6, 4}},
    {RegisterType::csr, kCsrSmstateen, 0, 1, 0, "smstateen", {6, 7}},
    {RegisterType::timer, 0, 0, 4, 8, "", kAlways},
    {RegisterType::fp_f, 0, 0, 33, 4, "f", kAlways},
    {RegisterType::fp_d, 0, 0, 32, 8, "d", kAlways},
    {RegisterType::fp_d, 0, 32, 1, 4, "d", kAlways},  // fcsr
    {RegisterType::vector, 0, 0, kVectorCsrs, 0, "v", {6, 8}},
};

void add(std::vector<RegisterId>& ids, const Group& group, unsigned word) {
  const unsigned bytes = group.bytes == 0 ? word : group.bytes;
  for (unsigned i = 0; i < group.count; ++i)
    ids.push_back(register_id(bytes, group.type, group.subtype, group.first + i));
}

}  // namespace

std::vector<RegisterId> state_registers(const StateLayout& layout, const std::function<bool(const char*)>& guest_has) {
  std::vector<RegisterId> ids;
  bool vectors = false;
  for (const Group& group : kGroups) {
    if (layout.kernel < group.since || (*group.needs != '\0' && !guest_has(group.needs))) continue;
    add(ids, group, layout.xlen / 8);
    vectors |= group.type == RegisterType::vector;
  }
  // The interface numbers v0 to v31 after the control registers and the kernel's own pointer to their memory.
  if (vectors)
    add(ids, {RegisterType::vector, 0, kVectorCsrs + 1, 32, static_cast<unsigned>(layout.vlenb), "v", {6, 8}}, 0);
  return ids;
}

const char* needed_extension(RegisterId id) {
  for (const Group& group : kGroups) {
    if (type_of(id) == static_cast<unsigned>(group.type) && subtype_of(id) == group.subtype) return group.needs;
  }
  return "";
}

}  // namespace amoeba::kvm

// What `amoeba kvm` prints for people: registers, requests with their return values, and a migration.
#pragma once
#include <string>
#include <vector>

#include "amoeba/kvm/migration.h"
#include "amoeba/kvm/vcpu.h"
#include "amoeba/sims/kvm/register_names.h"

namespace amoeba::kvm {

// "EINVAL (22)"; "0".
std::string error_text(ErrorNumber error);
const char* policy_text(Policy policy);

// Whether another value may be set now: "yes", "in part", or the error number.
std::string changeable(const Vcpu& vcpu, RegisterId id);

// Without `all` the configuration registers of the host, and the number of the others.
std::string register_table(const Vcpu& vcpu, bool all);

struct Request {
  RegisterRequest asked;
  Answer answer;
  std::uint64_t before = 0, after = 0;  // of the named extension's own register, else of the register
};
std::string request_text(const Request& request, bool is_set);

// What a guest's amoadd.b does, and which way its trap goes.
std::string zabha_text(const Vcpu& vcpu);

std::string migration_table(const Migration& migration);

}  // namespace amoeba::kvm

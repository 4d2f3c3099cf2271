// Where the description of a virtual machine's host comes from: an ISA string, a platform description (its core.isa),
// or a text file in the format of /proc/cpuinfo, first processor, with a few keys more. Errors: UsageError,
// DescriptionError, std::invalid_argument, each naming the place and the remedy.
#pragma once
#include <string>

#include "amoeba/kvm/host.h"

namespace amoeba::kvm {

struct DescribedHost {
  Host host;
  std::string isa;     // the string that was read
  std::string origin;  // "command line", a path, "default platform"
};

// `text` is an ISA string or a path; empty is the default platform.
DescribedHost describe_host(const std::string& text);

// What the host's description gave rise to, a line each: names without a register, what was assumed.
std::vector<std::string> notes_on(const DescribedHost& described);

}  // namespace amoeba::kvm

#include "amoeba/sims/kvm/register_names.h"

#include <fmt/format.h>

#include <vector>

#include "amoeba/base/nearest_name.h"
#include "amoeba/sims/command_line.h"
#include "amoeba/sims/errors.h"

namespace amoeba::kvm {
namespace {

[[noreturn]] void refuse(const std::string& name) {
  std::vector<std::string> known = {"multi_en.0", "multi_en.1", "multi_dis.0", "multi_dis.1"};
  for (const IsaExtension& extension : isa_extensions()) known.emplace_back(extension.name);
  for (unsigned i = 0; i < kConfigRegisters; ++i) known.emplace_back(kvm::name(static_cast<ConfigRegister>(i)));
  throw UsageError(fmt::format(
      "unknown register '{}'{}; 'amoeba kvm list --all' names them, and an id such as 0x8030000007000043 does, too",
      name, did_you_mean(name, known)));
}

// "multi_en.1" as its id, or 0.
RegisterId multi_word(const std::string& name, unsigned xlen) {
  for (unsigned subtype : {kIsaMultiEnable, kIsaMultiDisable}) {
    const std::string prefix = subtype == kIsaMultiEnable ? "multi_en." : "multi_dis.";
    if (name.rfind(prefix, 0) != 0) continue;
    const std::uint64_t index = parse_number(name.substr(prefix.size()), name);
    if (index > 0xFFFF) throw UsageError(fmt::format("{}: an index has 16 bits", name));
    return register_id(xlen / 8, RegisterType::isa_ext, subtype, static_cast<unsigned>(index));
  }
  return 0;
}

}  // namespace

RegisterRequest parse_get(const std::string& text, unsigned xlen) {
  RegisterRequest request;
  request.text = text;
  request.extension = find_isa_extension(text);
  if (request.extension != nullptr) {
    request.id = isa_single_id(xlen, request.extension->number);
    return request;
  }
  for (unsigned i = 0; i < kConfigRegisters; ++i) {
    const auto which = static_cast<ConfigRegister>(i);
    if (text == kvm::name(which)) request.id = config_id(xlen, which);
  }
  if (request.id == 0) request.id = multi_word(text, xlen);
  if (request.id == 0 && text.rfind("0x", 0) == 0) request.id = parse_number(text, "the id " + text);
  if (request.id == 0) refuse(text);
  return request;
}

RegisterRequest parse_set(const std::string& text, unsigned xlen) {
  const std::size_t equals = text.find('=');
  if (equals == text.npos) throw UsageError(fmt::format("set wants NAME=VALUE, as in zabha=0, not '{}'", text));
  RegisterRequest request = parse_get(text.substr(0, equals), xlen);
  request.value = parse_number(text.substr(equals + 1), text);
  request.text = text;
  return request;
}

RegisterRequest by_multi(RegisterRequest request, unsigned xlen) {
  if (request.extension == nullptr || request.value > 1)
    throw UsageError(fmt::format("--multi wants EXTENSION=0 or EXTENSION=1, not '{}'", request.text));
  const unsigned number = request.extension->number;
  request.id = isa_multi_id(xlen, request.value == 1 ? kIsaMultiEnable : kIsaMultiDisable, number);
  request.value = isa_multi_mask(xlen, number);
  return request;
}

}  // namespace amoeba::kvm

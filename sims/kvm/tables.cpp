#include "amoeba/sims/kvm/tables.h"

#include <fmt/format.h>

#include <map>

namespace amoeba::kvm {
namespace {

bool is_configuration(RegisterId id) {
  return type_of(id) == static_cast<unsigned>(RegisterType::config) ||
         type_of(id) == static_cast<unsigned>(RegisterType::isa_ext);
}

// "CSR AIA 3" as "CSR AIA".
std::string group_of(RegisterId id) {
  const std::string text = describe(id);
  return text.substr(0, text.rfind(' '));
}

std::string value_text(std::uint64_t value) {
  return value < 10 ? std::to_string(value) : fmt::format("{:#x}", value);
}

std::string row(RegisterId id, const std::string& value, const std::string& change, const IsaExtension* extension) {
  const std::string since = extension == nullptr ? "" : extension->since.text();
  const std::string gate = extension == nullptr ? "" : *extension->gate == '\0' ? "none" : extension->gate;
  std::string line = fmt::format("{:#018x}  {:<28}{:<12}{:<12}{:<8}{}", id, describe(id), value, change, since, gate);
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string absent_rows(const Vcpu& vcpu) {
  std::string text;
  for (const IsaExtension& extension : isa_extensions()) {
    const RegisterId id = isa_single_id(vcpu.host().xlen, extension.number);
    if (!vcpu.offers(extension.number)) text += row(id, name(vcpu.get(id).error), "", &extension);
  }
  return text;
}

// Whether `next` is the next register of a group and fares alike.
bool continues(const MigratedRegister& one, const MigratedRegister& next) {
  return !is_configuration(one.id) && next.id == one.id + 1 && next.saved == one.saved && next.found == one.found &&
         next.error == one.error && next.outcome == one.outcome && next.why == one.why && next.remedy == one.remedy;
}

std::string migration_row(const std::string& which, const std::string& saved, const std::string& found,
                          const std::string& write, const std::string& outcome, const std::string& why) {
  return fmt::format("{:<28}{:<12}{:<12}{:<13}{:<10}{}\n", which, saved, found, write, outcome, why);
}

std::string migration_row(const MigratedRegister& first, const MigratedRegister& last) {
  const std::string to = first.id == last.id ? "" : fmt::format(" to {}", index_of(last.id));
  const std::string remedy = first.remedy.empty() ? "" : "; " + first.remedy;
  return migration_row(describe(first.id) + to, first.at_source ? value_text(first.saved) : "absent",
                       value_text(first.found), error_text(first.error), name(first.outcome), first.why + remedy);
}

}  // namespace

std::string error_text(ErrorNumber error) {
  return error == ErrorNumber::none ? "0" : fmt::format("{} ({})", name(error), static_cast<int>(error));
}

const char* policy_text(Policy policy) {
  return policy == Policy::upstream ? "upstream"
                                    : "gated (hypothetical: a hardware enable for Zabha, which no hart has)";
}

std::string changeable(const Vcpu& vcpu, RegisterId id) {
  Vcpu copy = vcpu;
  const std::uint64_t other = vcpu.get(id).value ^ 1;
  const Answer answer = copy.set(id, other);
  if (answer.error != ErrorNumber::none) return name(answer.error);
  return copy.get(id).value == other ? "yes" : "in part";
}

std::string register_table(const Vcpu& vcpu, bool all) {
  std::string text = fmt::format("{:<18}  {:<28}{:<12}{:<12}{:<8}{}\n", "id", "register", "value", "changeable",
                                 "since", "hardware gate");
  std::map<std::string, std::size_t> others;
  for (RegisterId id : vcpu.registers()) {
    if (!all && !is_configuration(id)) {
      ++others[group_of(id)];
      continue;
    }
    const bool isa = type_of(id) == static_cast<unsigned>(RegisterType::isa_ext);
    text +=
        row(id, value_text(vcpu.get(id).value), changeable(vcpu, id), isa ? &isa_extensions()[index_of(id)] : nullptr);
  }
  if (all) return text + absent_rows(vcpu);
  text += "state registers:";
  for (const auto& [group, count] : others) text += fmt::format(" {} {},", group, count);
  text.back() = '\n';
  return text;
}

std::string request_text(const Request& request, bool is_set) {
  std::string text = fmt::format("{} -> {}", request.asked.text, error_text(request.answer.error));
  if (!is_set && request.answer.error == ErrorNumber::none) text += ", value " + value_text(request.answer.value);
  text += fmt::format(": {}\n    {:#018x} {}", request.answer.why, request.asked.id, describe(request.asked.id));
  if (is_set) text += fmt::format(", written {}", value_text(request.asked.value));
  if (is_set && request.asked.extension != nullptr)
    text += fmt::format("; {} was {}, is {}", request.asked.extension->name, request.before, request.after);
  return text + "\n";
}

std::string zabha_text(const Vcpu& vcpu) {
  if (vcpu.performs_zabha()) {
    return vcpu.guest_has("zabha")
               ? "the guest's amoadd.b is performed by the hart"
               : "the guest's amoadd.b is performed by the hart, though the guest is not told of it";
  }
  const bool direct = vcpu.kernel() >= kDelegatesIllegalInstruction;
  const std::string route = direct ? "M mode redirects the trap to the guest's kernel (hedeleg 0x{:X})"
                                   : "M mode redirects the trap to KVM, KVM to the guest's kernel (hedeleg 0x{:X})";
  return "the guest's amoadd.b is an illegal instruction: " +
         fmt::format(fmt::runtime(route), default_hedeleg(vcpu.kernel())) + "; nobody emulates it" +
         (vcpu.host().has("zabha") ? " (hypothetical: policy gated)" : "");
}

std::string migration_table(const Migration& migration) {
  std::string text = migration_row("register", "saved", "found", "write", "restored", "why, and what to do");
  std::map<std::string, std::size_t> restored;
  const auto& all = migration.registers;
  for (std::size_t first = 0; first < all.size(); ++first) {
    if (all[first].outcome == Restored::exactly && all[first].at_source) {
      ++restored[group_of(all[first].id)];
      continue;
    }
    std::size_t last = first;
    while (last + 1 < all.size() && continues(all[last], all[last + 1])) ++last;
    text += migration_row(all[first], all[last]);
    first = last;
  }
  text += "restored exactly:";
  for (const auto& [group, count] : restored) text += fmt::format(" {} {},", group, count);
  text.back() = '\n';
  return text + (migration.possible() ? "The guest can be migrated.\n" : "The guest cannot be migrated as it is.\n");
}

}  // namespace amoeba::kvm

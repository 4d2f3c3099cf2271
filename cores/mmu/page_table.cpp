#include "amoeba/cores/mmu/page_table.h"

namespace amoeba {
namespace {

using P = PageTableEntry;

bool type_permitted(std::uint8_t flags, AccessType type, bool executable_readable) {
  switch (type) {
    case AccessType::fetch:
    case AccessType::load_executable:
      return (flags & P::kExecute) != 0;
    case AccessType::load:
      return (flags & P::kRead) != 0 || (executable_readable && (flags & P::kExecute) != 0);
    case AccessType::store:
      return (flags & P::kWrite) != 0;
  }
  return false;
}

}  // namespace

bool first_stage_permits(std::uint8_t flags, AccessType type, const TranslationRegime& regime) {
  const bool user_page = (flags & P::kUser) != 0;
  if (regime.user && !user_page) return false;
  // Supervisor mode never executes user pages, and touches them only while SUM is set.
  if (!regime.user && user_page && (type == AccessType::fetch || !regime.user_pages_open)) return false;
  return type_permitted(flags, type, regime.executable_readable);
}

bool second_stage_permits(std::uint8_t flags, AccessType type, bool executable_readable) {
  return (flags & P::kUser) != 0 && type_permitted(flags, type, executable_readable);
}

}  // namespace amoeba

#include "amoeba/sims/litmus/suite/model_names.h"

#include <fmt/format.h>

#include "amoeba/sims/errors.h"

namespace amoeba::litmus {
namespace {

template <class Choice>
struct Named {
  const char* name;
  Choice choice;
};
constexpr Named<MemoryModel> kModels[] = {
    {"rvwmo", MemoryModel::rvwmo}, {"ztso", MemoryModel::ztso}, {"sc", MemoryModel::sc}};
constexpr Named<ZalasrAnnotation> kAnnotations[] = {{"rcsc", ZalasrAnnotation::rcsc}, {"rcpc", ZalasrAnnotation::rcpc}};

template <class Choice, std::size_t n>
Choice choose(const Named<Choice> (&list)[n], const std::string& name, const char* option) {
  std::string known;
  for (const Named<Choice>& named : list) {
    if (name == named.name) return named.choice;
    known += (known.empty() ? "" : ", ") + std::string(named.name);
  }
  throw UsageError(fmt::format("--{}: there is no '{}'; choose among {}", option, name, known));
}

}  // namespace

MemoryModel model_named(const std::string& name) {
  return choose(kModels, name, "model");
}
ZalasrAnnotation annotation_named(const std::string& name) {
  return choose(kAnnotations, name, "zalasr");
}

}  // namespace amoeba::litmus

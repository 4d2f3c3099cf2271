#include "amoeba/sims/comparison/studies.h"

#include <fmt/format.h>

#include <array>
#include <vector>

#include "amoeba/base/nearest_name.h"
#include "amoeba/sims/errors.h"

namespace amoeba {
namespace {

const std::array<Study, 3> kStudies = {{
    {"shapes", "shared-counter,cas-counter,queued-lock,ticket-lock,byte-spinlock-tas", "zabha_zacas", "",
     "1,2,4,8,16,32,48", "how counters and locks scale without other work"},
    {"placement", "private-counter,shared-counter,mixed-counters,counter-runs", "zabha",
     "all-near,unique-near,present-near,dirty-near,shared-far,all-far,adaptive", "1,2,4,8,16",
     "where near and far atomics cross over"},
    {"ordering",
     "ordered-shared,ordered-private",
     "zabha,lrsc,libatomic",
     "",
     "1,2,4,8",
     "what acquire, release and seq_cst cost, precise or as fences",
     {"relaxed,acquire,release,acq_rel,seq_cst", "inorder,ooo", "", "precise,drain"},
     5},
}};

}  // namespace

const Study& study(const std::string& name) {
  std::vector<std::string> names;
  for (const Study& known : kStudies) {
    if (name == known.name) return known;
    names.emplace_back(known.name);
  }
  throw UsageError(
      fmt::format("unknown study '{}'{}; choose {}", name, did_you_mean(name, names), fmt::join(names, " or ")));
}

std::string study_help() {
  std::string text = "kernels, variants, placements and harts of a known question, where not given:";
  for (const Study& known : kStudies) text += fmt::format(" {} ({}),", known.name, known.question);
  text.pop_back();
  return text;
}

}  // namespace amoeba

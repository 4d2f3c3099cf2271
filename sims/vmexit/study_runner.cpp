#include "amoeba/sims/vmexit/study_runner.h"

#include <fmt/format.h>

#include <algorithm>

#include "amoeba/base/nearest_name.h"
#include "amoeba/kvm/kernel_version.h"
#include "amoeba/sims/command_line.h"
#include "amoeba/sims/errors.h"
#include "amoeba/sims/vmexit/predict_all.h"
#include "amoeba/sims/vmexit/task_list.h"

namespace amoeba::vmexit {
namespace {

constexpr std::uint64_t kMostHarts = 8;  // for which the hypervisor has room
const std::vector<std::string> kParts = {"costs", "sensitivity", "break-even", "model"};

bool has_part(const StudyOptions& options, const std::string& part) {
  if (options.parts == "all") return true;
  bool found = false;
  for (const std::string& name : split_list(options.parts, "--parts")) {
    if (std::find(kParts.begin(), kParts.end(), name) == kParts.end())
      throw UsageError(fmt::format("--parts does not know '{}'{}; it knows: all, {}", name, did_you_mean(name, kParts),
                                   fmt::join(kParts, ", ")));
    found |= name == part;
  }
  return found;
}

std::vector<Variation> variations_of(const Configuration& platform) {
  std::vector<Variation> variations;
  const auto cycles = [&](const char* axis, const char* path, std::initializer_list<unsigned> values) {
    for (const unsigned value : values)
      variations.push_back({axis, fmt::format("{}={}", path, value), fmt::format("{} cycles", value)});
  };
  cycles("CSR access", "core.csr_latency", {1, 4, 10});
  cycles("flush on trap and return", "core.trap_penalty", {4, 12, 30});
  for (const std::uint64_t part : {16, 4, 1}) {
    const std::uint64_t instructions = platform.l1i.bytes / part, data = platform.l1d.bytes / part;
    variations.push_back({"L1 caches", fmt::format("l1i.bytes={} l1d.bytes={}", instructions, data),
                          fmt::format("{} + {} KiB", instructions / 1024, data / 1024)});
  }
  return variations;
}

Configuration varied(Configuration configuration, const Variation& variation) {
  const std::string& text = variation.setting;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    apply_setting(configuration, text.substr(begin, end - begin));
    begin = end + 1;
  }
  return configuration;
}

std::string upstream_path(const Configuration& platform) {
  const auto kernel = kvm::KernelVersion::parse(platform.guest.kernel);
  return kernel >= kvm::kDelegatesIllegalInstruction ? "redirect-6.17" : "redirect-6.16";
}

void plan_costs(Study& study, TaskList& tasks) {
  study.costs.reserve(study.subjects.size() * study.harts.size());
  for (std::size_t s = 0; s < study.subjects.size(); ++s)
    for (const unsigned harts : study.harts) {
      study.costs.push_back({s, harts, {}, {}, study.subjects[s].missing});
      SubjectCost& cost = study.costs.back();
      if (cost.failure.empty()) tasks.add_pair(study.subjects[s], harts, cost.warm, cost.cold, cost.failure);
    }
}

void plan_sensitivity(Study& study, TaskList& tasks, const Configuration& platform) {
  study.variations = variations_of(platform);
  study.varied.reserve(study.subjects.size() * study.variations.size());
  for (std::size_t s = 0; s < study.subjects.size(); ++s)
    for (std::size_t v = 0; v < study.variations.size(); ++v) {
      study.varied.push_back({s, v, {}, study.subjects[s].missing});
      VariedCost& cost = study.varied.back();
      if (!cost.failure.empty()) continue;
      tasks.set_platform(varied(platform, study.variations[v]));
      tasks.add_warm(study.subjects[s], study.harts.front(), cost.warm, cost.failure);
    }
  tasks.set_platform(platform);
}

void plan_grid(Study& study, TaskList& tasks) {
  study.patterns = {{"one object for all harts", true}, {"an object for each hart", false}};
  study.thinks = {0, 10, 100, 1000, 10'000, 100'000};
  for (std::size_t s = 0; s < study.subjects.size(); ++s)
    for (const unsigned harts : study.harts)
      for (std::size_t p = 0; p < study.patterns.size(); ++p)
        for (const std::uint64_t think : study.thinks)
          if (study.subjects[s].is_path() && (harts > 1 || p == 0))
            study.grid.push_back({s, harts, p, think, 0, 0, 0, study.subjects[s].missing});
  for (GridPoint& point : study.grid)
    if (point.failure.empty())
      tasks.add_point(study.subjects[point.subject], study.patterns[point.pattern].shared, point);
}

}  // namespace

Study run_study(const StudyOptions& options, const Configuration& platform) {
  Study study;
  study.kernel = options.kernel;
  study.operations = options.operations;
  study.seed = platform.seed;
  study.harts = parse_harts(options.harts, kMostHarts, "counts of guest harts");
  study.subjects = choose_paths(options.paths, options.kernel, platform);
  study.withholds_zabha = !guest_plan(platform.guest, std::string(guest_path("native").hart_isa)).performs_zabha;
  study.upstream_path = upstream_path(platform);
  for (Subject& exit : choose_exits(options.exits, platform)) study.subjects.push_back(std::move(exit));
  if (study.subjects.empty()) throw UsageError("--paths none and --exits none leave nothing to measure");
  TaskList tasks(platform, options);
  if (has_part(options, "costs") || has_part(options, "model")) plan_costs(study, tasks);
  if (has_part(options, "sensitivity")) plan_sensitivity(study, tasks, platform);
  if (has_part(options, "break-even")) plan_grid(study, tasks);
  bool whole = tasks.run();
  if (whole && has_part(options, "model")) {
    whole = predict_all(study, platform, options.jobs);
  }
  if (!whole) study.interrupted = "interrupted";
  return study;
}

}  // namespace amoeba::vmexit

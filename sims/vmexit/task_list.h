// The runs that a study needs, as tasks of worker processes, and where each result goes.
// Models: one run per task. Errors: an impossible configuration throws before the first run; a run that fails leaves
// its reason where its result would go.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "amoeba/sims/vmexit/measure.h"
#include "amoeba/sims/vmexit/study_runner.h"

namespace amoeba::vmexit {

class TaskList {
 public:
  TaskList(const Configuration& platform, const StudyOptions& options) : platform_(platform), options_(options) {}

  // Of what is added from now on.
  void set_platform(const Configuration& platform) { platform_ = platform; }

  // Warm and cold; the references must last until run() returns, here and below.
  void add_pair(const Subject& subject, unsigned harts, Cost& warm, Cost& cold, std::string& failure);
  void add_warm(const Subject& subject, unsigned harts, Cost& warm, std::string& failure);
  void add_point(const Subject& subject, bool shared, GridPoint& point);

  // False when interrupted.
  bool run();

 private:
  using Take = std::function<void(const Sample&)>;
  struct Task {
    Run run;
    Take take;
    std::string* failure;
  };

  Run run_of(const Subject& subject, unsigned harts, std::uint64_t operations) const;
  void add(Run run, Take take, std::string& failure);

  Configuration platform_;
  StudyOptions options_;
  std::vector<Task> tasks_;
};

}  // namespace amoeba::vmexit

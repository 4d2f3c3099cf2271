// Runs tasks in forked processes, several at a time, because SystemC elaborates once per process.
// Models: one process per task; its text returns through a pipe; a process that crashes is tried once more; an
// interruption kills the workers that still run. Results come back in task order, whatever the order of finishing.
// Not modelled: time limits of tasks, other machines.
// Errors: std::system_error when no process or pipe can be made. Call it before any SystemC object exists.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace amoeba {

enum class TaskEnd : std::uint8_t { finished, failed, crashed, interrupted };

struct TaskOutcome {
  TaskEnd end = TaskEnd::interrupted;
  std::string text;  // what the task returned, or why there is no result
};

class WorkerPool {
 public:
  // Runs in the child. Throwing makes the task `failed` with the exception's text; that is not tried again.
  using Task = std::function<std::string(std::size_t index)>;
  using Progress = std::function<void(std::size_t done, std::size_t total)>;

  explicit WorkerPool(unsigned processes);

  void set_progress(Progress progress) { progress_ = std::move(progress); }
  // Polled several times a second; true kills the workers and ends run().
  void set_interruption(std::function<bool()> interrupted) { interrupted_ = std::move(interrupted); }

  std::vector<TaskOutcome> run(std::size_t tasks, const Task& task);

 private:
  unsigned processes_;
  Progress progress_;
  std::function<bool()> interrupted_;
};

}  // namespace amoeba

#include "amoeba/sims/comparison/worker_pool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <deque>
#include <exception>
#include <list>
#include <system_error>

namespace amoeba {
namespace {

constexpr int kTaskFailed = 3;  // exit status of a child whose task threw
constexpr int kPollMilliseconds = 100;

struct Worker {
  std::size_t task;
  pid_t process;
  int pipe;
  std::string text;
};

void write_all(int file, const std::string& text) {
  for (std::size_t written = 0; written < text.size();) {
    const ssize_t count = ::write(file, text.data() + written, text.size() - written);
    if (count < 0 && errno != EINTR) ::_exit(EXIT_FAILURE);
    if (count > 0) written += static_cast<std::size_t>(count);
  }
}

[[noreturn]] void run_child(const WorkerPool::Task& task, std::size_t index, int pipe, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(EXIT_FAILURE);
  std::signal(SIGINT, SIG_IGN);          // the parent decides what an interruption means
  ::dup2(STDERR_FILENO, STDOUT_FILENO);  // what models report must not mix with the table
  int status = EXIT_SUCCESS;
  std::string text;
  try {
    text = task(index);
  } catch (const std::exception& error) {
    text = error.what();
    status = kTaskFailed;
  }
  write_all(pipe, text);
  std::fflush(nullptr);
  ::_exit(status);
}

Worker start(const WorkerPool::Task& task, std::size_t index) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "cannot make a pipe");
  std::fflush(nullptr);
  const pid_t parent = ::getpid();
  const pid_t process = ::fork();
  if (process < 0) throw std::system_error(errno, std::generic_category(), "cannot start a worker process");
  if (process == 0) {
    ::close(ends[0]);
    run_child(task, index, ends[1], parent);
  }
  ::close(ends[1]);
  return {index, process, ends[0], {}};
}

// Appends what the pipe holds; false once the worker has closed it.
bool receive(Worker& worker) {
  char buffer[65536];
  const ssize_t count = ::read(worker.pipe, buffer, sizeof buffer);
  if (count < 0) return errno == EINTR || errno == EAGAIN;
  worker.text.append(buffer, static_cast<std::size_t>(count));
  return count > 0;
}

int reap(const Worker& worker) {
  ::close(worker.pipe);
  int status = 0;
  while (::waitpid(worker.process, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

TaskOutcome outcome(const Worker& worker, int status) {
  if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS) return {TaskEnd::finished, worker.text};
  if (WIFEXITED(status) && WEXITSTATUS(status) == kTaskFailed) return {TaskEnd::failed, worker.text};
  if (WIFSIGNALED(status))
    return {TaskEnd::crashed, fmt::format("the worker process was killed by signal {} ({})", WTERMSIG(status),
                                          ::strsignal(WTERMSIG(status)))};
  return {TaskEnd::crashed, fmt::format("the worker process ended with status {}", WEXITSTATUS(status))};
}

// The workers of one run() and the tasks that still wait for one.
class Batch {
 public:
  Batch(std::size_t tasks, const WorkerPool::Task& task) : outcomes_(tasks), attempts_(tasks), task_(task) {
    for (std::size_t index = 0; index < tasks; ++index) waiting_.push_back(index);
  }
  ~Batch() { stop(); }

  bool finished() const { return waiting_.empty() && workers_.empty(); }
  std::size_t done() const { return done_; }
  std::vector<TaskOutcome>& outcomes() { return outcomes_; }

  void fill(std::size_t processes) {
    while (workers_.size() < processes && !waiting_.empty()) {
      workers_.push_back(start(task_, waiting_.front()));
      ++attempts_[waiting_.front()];
      waiting_.pop_front();
    }
  }

  void collect() {
    std::vector<pollfd> files;
    for (const Worker& worker : workers_) files.push_back({worker.pipe, POLLIN, 0});
    if (::poll(files.data(), files.size(), kPollMilliseconds) <= 0) return;
    std::size_t index = 0;
    for (auto worker = workers_.begin(); worker != workers_.end(); ++index) {
      const bool open = files[index].revents == 0 || receive(*worker);
      if (!open) settle(*worker);
      worker = open ? std::next(worker) : workers_.erase(worker);
    }
  }

  void stop() {
    for (const Worker& worker : workers_) {
      ::kill(worker.process, SIGKILL);
      reap(worker);
    }
    workers_.clear();
    waiting_.clear();
  }

 private:
  void settle(const Worker& worker) {
    TaskOutcome ended = outcome(worker, reap(worker));
    if (ended.end == TaskEnd::crashed && attempts_[worker.task] < 2) {
      waiting_.push_back(worker.task);
      return;
    }
    if (ended.end == TaskEnd::crashed) ended.text += ", also when tried again";
    outcomes_[worker.task] = std::move(ended);
    ++done_;
  }

  std::vector<TaskOutcome> outcomes_;
  std::vector<unsigned> attempts_;
  const WorkerPool::Task& task_;
  std::deque<std::size_t> waiting_;
  std::list<Worker> workers_;
  std::size_t done_ = 0;
};

}  // namespace

WorkerPool::WorkerPool(unsigned processes) : processes_(std::max(1u, processes)) {}

std::vector<TaskOutcome> WorkerPool::run(std::size_t tasks, const Task& task) {
  Batch batch(tasks, task);
  while (!batch.finished()) {
    if (interrupted_ && interrupted_()) {
      batch.stop();
      break;
    }
    batch.fill(processes_);
    const std::size_t before = batch.done();
    batch.collect();
    if (progress_ && batch.done() != before) progress_(batch.done(), tasks);
  }
  return std::move(batch.outcomes());
}

}  // namespace amoeba

#include "amoeba/sims/comparison/worker_pool.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace amoeba {
namespace {

void expect_no_children() {
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST(WorkerPool, ReturnsResultsInTaskOrder) {
  WorkerPool pool(3);
  const auto outcomes = pool.run(7, [](std::size_t index) {
    std::this_thread::sleep_for(std::chrono::milliseconds(index % 2 == 0 ? 30 : 1));
    return std::to_string(index * index);
  });
  ASSERT_EQ(outcomes.size(), 7u);
  for (std::size_t index = 0; index < 7; ++index) {
    EXPECT_EQ(outcomes[index].end, TaskEnd::finished);
    EXPECT_EQ(outcomes[index].text, std::to_string(index * index));
  }
  expect_no_children();
}

TEST(WorkerPool, CarriesMoreThanAPipeHolds) {
  const std::string large(1'000'000, 'x');
  const auto outcomes = WorkerPool(2).run(2, [&](std::size_t) { return large; });
  EXPECT_EQ(outcomes[0].text, large);
  EXPECT_EQ(outcomes[1].text, large);
}

TEST(WorkerPool, ReportsAWorkerThatIsKilledTwice) {
  const auto outcomes = WorkerPool(2).run(3, [](std::size_t index) -> std::string {
    if (index == 1) std::raise(SIGKILL);
    return "fine";
  });
  EXPECT_EQ(outcomes[0].end, TaskEnd::finished);
  EXPECT_EQ(outcomes[2].end, TaskEnd::finished);
  EXPECT_EQ(outcomes[1].end, TaskEnd::crashed);
  EXPECT_NE(outcomes[1].text.find("signal 9"), std::string::npos) << outcomes[1].text;
  EXPECT_NE(outcomes[1].text.find("tried again"), std::string::npos) << outcomes[1].text;
  expect_no_children();
}

TEST(WorkerPool, TriesACrashedTaskOnceMore) {
  char folder[] = "/tmp/worker_pool_XXXXXX";
  ASSERT_NE(::mkdtemp(folder), nullptr);
  const std::string mark = std::string(folder) + "/first_attempt";
  const auto outcomes = WorkerPool(1).run(1, [&](std::size_t) -> std::string {
    if (!std::filesystem::exists(mark)) {
      std::ofstream(mark) << "was here";
      std::abort();
    }
    return "second attempt";
  });
  std::filesystem::remove_all(folder);
  EXPECT_EQ(outcomes[0].end, TaskEnd::finished);
  EXPECT_EQ(outcomes[0].text, "second attempt");
}

TEST(WorkerPool, KeepsTheTextOfAFailedTaskAndDoesNotRepeatIt) {
  char folder[] = "/tmp/worker_pool_XXXXXX";
  ASSERT_NE(::mkdtemp(folder), nullptr);
  const std::string log = std::string(folder) + "/log";
  const auto outcomes = WorkerPool(1).run(1, [&](std::size_t) -> std::string {
    std::ofstream(log, std::ios::app) << "x";
    throw std::runtime_error("counter 3: expected 8000, found 7999");
  });
  EXPECT_EQ(std::filesystem::file_size(log), 1u);
  std::filesystem::remove_all(folder);
  EXPECT_EQ(outcomes[0].end, TaskEnd::failed);
  EXPECT_EQ(outcomes[0].text, "counter 3: expected 8000, found 7999");
}

TEST(WorkerPool, ReportsAWorkerThatExitsByItself) {
  const auto outcomes = WorkerPool(1).run(1, [](std::size_t) -> std::string { ::_exit(77); });
  EXPECT_EQ(outcomes[0].end, TaskEnd::crashed);
  EXPECT_NE(outcomes[0].text.find("77"), std::string::npos);
}

TEST(WorkerPool, InterruptionKillsWorkersAndKeepsWhatFinished) {
  WorkerPool pool(2);
  std::size_t done = 0;
  pool.set_progress([&](std::size_t count, std::size_t) { done = count; });
  pool.set_interruption([&] { return done == 1; });
  const auto outcomes = pool.run(4, [](std::size_t index) -> std::string {
    if (index > 0) std::this_thread::sleep_for(std::chrono::seconds(60));
    return "first";
  });
  EXPECT_EQ(outcomes[0].end, TaskEnd::finished);
  for (std::size_t index = 1; index < 4; ++index) EXPECT_EQ(outcomes[index].end, TaskEnd::interrupted);
  expect_no_children();
}

}  // namespace
}  // namespace amoeba

#include "amoeba/sims/comparison/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace amoeba {

Progress::Progress(std::string what) : what_(std::move(what)), terminal_(::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (drawn_) std::fputs("\r\x1b[K", stderr);
}

void Progress::update(std::size_t done, std::size_t total) {
  if (total == 0) return;
  if (terminal_) {
    constexpr std::size_t kWidth = 30;
    const std::size_t filled = kWidth * done / total;
    fmt::print(stderr, "\r\x1b[K{} [{}{}] {}/{}", what_, std::string(filled, '#'), std::string(kWidth - filled, '.'),
               done, total);
    std::fflush(stderr);
    drawn_ = true;
    return;
  }
  const std::size_t tenths = 10 * done / total;
  if (tenths == tenths_) return;
  tenths_ = tenths;
  fmt::print(stderr, "{}: {} % ({} of {})\n", what_, 10 * tenths, done, total);
}

}  // namespace amoeba

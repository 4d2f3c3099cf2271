// How far a long command has come, on stderr: a bar for a terminal, else a line per 10 %.
#pragma once
#include <cstddef>
#include <string>

namespace amoeba {

class Progress {
 public:
  explicit Progress(std::string what);
  ~Progress();
  void update(std::size_t done, std::size_t total);

 private:
  std::string what_;
  bool terminal_;
  bool drawn_ = false;
  std::size_t tenths_ = 0;
};

}  // namespace amoeba

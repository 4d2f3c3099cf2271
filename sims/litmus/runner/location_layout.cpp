#include "amoeba/sims/litmus/runner/location_layout.h"

#include <algorithm>

namespace amoeba::litmus {
namespace {

constexpr std::uint64_t kSlotBytes = 16;  // of a location in a shared line: the widest access

bool reserves(const LitmusTest& test) {
  for (const ThreadProgram& thread : test.threads)
    for (const Instruction& i : thread.code)
      if (i.op == Operation::lr || i.op == Operation::sc) return true;
  return false;
}

}  // namespace

const char* name(LocationLayout layout) {
  switch (layout) {
    case LocationLayout::neighbouring_lines:
      return "neighbouring lines, different home nodes";
    case LocationLayout::one_home:
      return "lines of one home node";
    case LocationLayout::one_set:
      return "lines of one cache set";
    case LocationLayout::one_line:
      return "one line";
  }
  return "";
}

// A shared line orders much by itself, so it is the rarest.
LocationLayout draw_layout(const LitmusTest& test, Random& random) {
  static constexpr LocationLayout kDrawn[] = {LocationLayout::neighbouring_lines,
                                              LocationLayout::neighbouring_lines,
                                              LocationLayout::neighbouring_lines,
                                              LocationLayout::one_home,
                                              LocationLayout::one_home,
                                              LocationLayout::one_set,
                                              LocationLayout::one_set,
                                              LocationLayout::one_line};
  const LocationLayout layout = kDrawn[random.below(std::size(kDrawn))];
  return layout == LocationLayout::one_line && reserves(test) ? LocationLayout::neighbouring_lines : layout;
}

std::vector<std::uint64_t> addresses_of(LocationLayout layout, std::size_t count, std::uint64_t base,
                                        const Configuration& platform) {
  const std::uint64_t line = platform.line_bytes;
  std::uint64_t stride = line;
  if (layout == LocationLayout::one_home) stride = line * platform.home_nodes;
  if (layout == LocationLayout::one_set) stride = std::max(line, platform.l1d.bytes / platform.l1d.ways);
  if (layout == LocationLayout::one_line) stride = std::min(kSlotBytes, line);
  std::vector<std::uint64_t> addresses;
  for (std::size_t i = 0; i < count; ++i) addresses.push_back(base + stride * i);
  return addresses;
}

}  // namespace amoeba::litmus

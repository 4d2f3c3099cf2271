// Which lines a cache asks for before they are needed.
// Models: next-line (the following lines) and stride (per page of 4 KiB: two equal distances in a row between the lines
// it learns of make a stride). It learns of misses and of the first use of each line it brought, and never leaves the
// page. Not modelled: program counters (the hart port carries none), throttling. Units: bytes, lines.
// Source: tagged next-line prefetching as in Smith, Cache Memories, ACM Computing Surveys 1982; the table of strides by
// page is this project's own, of assumed size.
#pragma once
#include <array>
#include <cstdint>

#include "amoeba/base/archive.h"
#include "amoeba/coherence/prefetcher_kind.h"

namespace amoeba {

class Prefetcher {
 public:
  Prefetcher(PrefetcherKind kind, unsigned degree, unsigned line_bytes)
      : kind_(kind), degree_(degree), line_bytes_(line_bytes) {}

  bool active() const { return kind_ != PrefetcherKind::none; }
  // Learns of an access to `line` and calls fetch(line) for each one that should follow.
  template <class Fetch>
  void train(std::uint64_t line, Fetch&& fetch) {
    const std::int64_t distance = kind_ == PrefetcherKind::next_line ? std::int64_t{line_bytes_} : stride_at(line);
    if (distance == 0) return;
    for (unsigned i = 1; i <= degree_; ++i) {
      const std::uint64_t next = line + static_cast<std::uint64_t>(distance * i);
      if (page_of(next) != page_of(line)) return;
      fetch(next);
    }
  }
  void reset() { streams_ = {}; }
  void serialize(Archive& archive) { archive(streams_); }

 private:
  static constexpr std::uint64_t kPage = 4096;
  struct Stream {
    std::uint64_t page = ~std::uint64_t{0};
    std::uint64_t last = 0;
    std::int64_t distance = 0;
    bool confirmed = false;
  };

  static std::uint64_t page_of(std::uint64_t address) { return address / kPage; }
  // The confirmed stride of the line's page, or 0.
  std::int64_t stride_at(std::uint64_t line) {
    Stream& stream = streams_[page_of(line) % streams_.size()];
    if (stream.page != page_of(line)) {
      stream = {page_of(line), line, 0, false};
      return 0;
    }
    const auto distance = static_cast<std::int64_t>(line - stream.last);
    if (distance == 0) return 0;
    stream.confirmed = distance == stream.distance;
    stream.distance = distance;
    stream.last = line;
    return stream.confirmed ? distance : 0;
  }

  PrefetcherKind kind_;
  unsigned degree_;
  unsigned line_bytes_;
  std::array<Stream, 16> streams_{};
};

}  // namespace amoeba

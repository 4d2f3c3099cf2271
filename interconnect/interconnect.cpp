#include "amoeba/interconnect/interconnect.h"

#include <algorithm>
#include <utility>

namespace amoeba {

NetworkStatistics::NetworkStatistics(unsigned header_bytes, std::vector<unsigned> beats)
    : header_bytes_(header_bytes), beats_(std::move(beats)), messages_(beats_.size() * 2 * kChannels) {}

void NetworkStatistics::clear() {
  std::fill(messages_.begin(), messages_.end(), 0);
  more_beats_ = {};
  contended = 0;
}

NetworkStatistics::Traffic NetworkStatistics::sum(std::initializer_list<bool> in_regions,
                                                  std::initializer_list<Channel> channels) const {
  Traffic sum;
  for (const bool in_region : in_regions)
    for (const Channel channel : channels) {
      const auto lane = static_cast<unsigned>(channel);
      sum.beats += more_beats_[in_region][lane];
      for (std::size_t payload = 0; payload < beats_.size(); ++payload) {
        const std::uint64_t messages = messages_[(payload * 2 + in_region) * kChannels + lane];
        sum.messages += messages;
        sum.bytes += messages * (header_bytes_ + payload);
        sum.beats += messages * beats_[payload];
      }
    }
  return sum;
}

void NetworkStatistics::register_in(StatisticsRegistry& registry, const std::string& prefix, const char* beats) const {
  registry.add(prefix + ".messages", "messages", "Messages sent.", [this] { return all().messages; });
  registry.add(prefix + ".bytes", "bytes", "Bytes sent, headers included.", [this] { return all().bytes; });
  registry.add(prefix + ".beats", "beats", beats, [this] { return all().beats; });
}

}  // namespace amoeba

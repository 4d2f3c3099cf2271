#include "amoeba/interconnect/interconnect.h"

#include <numeric>

namespace amoeba {

using Traffic = NetworkStatistics::Traffic;

Traffic NetworkStatistics::counted() const {
  return std::accumulate(traffic_[1].begin(), traffic_[1].end(), Traffic{});
}

Traffic NetworkStatistics::all() const {
  return std::accumulate(traffic_[0].begin(), traffic_[0].end(), counted());
}

Traffic NetworkStatistics::of(Channel channel) const {
  const auto index = static_cast<unsigned>(channel);
  return traffic_[0][index] + traffic_[1][index];
}

void NetworkStatistics::register_in(StatisticsRegistry& registry, const std::string& prefix, const char* beats) const {
  registry.add(prefix + ".messages", "messages", "Messages sent.", [this] { return all().messages; });
  registry.add(prefix + ".bytes", "bytes", "Bytes sent, headers included.", [this] { return all().bytes; });
  registry.add(prefix + ".beats", "beats", beats, [this] { return all().beats; });
}

}  // namespace amoeba

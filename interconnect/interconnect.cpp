#include "amoeba/interconnect/interconnect.h"

namespace amoeba {

NetworkStatistics::Traffic NetworkStatistics::all() const {
  return {counted.messages + others.messages, counted.bytes + others.bytes, counted.beats + others.beats};
}

void NetworkStatistics::register_in(StatisticsRegistry& registry, const std::string& prefix, const char* beats) const {
  registry.add(prefix + ".messages", "messages", "Messages sent.", [this] { return all().messages; });
  registry.add(prefix + ".bytes", "bytes", "Bytes sent, headers included.", [this] { return all().bytes; });
  registry.add(prefix + ".beats", "beats", beats, [this] { return all().beats; });
}

}  // namespace amoeba

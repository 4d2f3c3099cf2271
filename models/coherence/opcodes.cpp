#include "amoeba/coherence/opcodes.h"

#include <array>

namespace amoeba {

const char* name(LineState state) {
  static constexpr std::array names = {"I", "SC", "UC", "UD", "SD"};
  return names[static_cast<unsigned>(state)];
}

const char* name(Opcode opcode) {
  static constexpr std::array<const char*, kOpcodes> names = {
      "ReadShared",  "ReadClean",   "ReadUnique",       "CleanUnique", "WriteBackFull", "Evict",        "AtomicStore",
      "AtomicLoad",  "AtomicSwap",  "AtomicCompare",    "ReadOnce",    "WriteUnique",   "ReadNoSnp",    "WriteNoSnp",
      "AtomicNoSnp", "LrWait",      "ScWait",           "SnpShared",   "SnpUnique",     "SnpSharedFwd", "SnpUniqueFwd",
      "SnpQuery",    "Comp",        "CompAck",          "SnpResp",     "SnpRespFwded",  "RetryAck",     "PCrdGrant",
      "CompData",    "SnpRespData", "SnpRespDataFwded", "MemRead",     "MemWrite",      "MemData",      "MemAck",
      "StoreNotice", "WindowEnd"};
  return names[static_cast<unsigned>(opcode)];
}

const char* name(Channel channel) {
  static constexpr std::array<const char*, kChannels> names = {"REQ", "SNP", "RSP", "DAT"};
  return names[static_cast<unsigned>(channel)];
}

}  // namespace amoeba

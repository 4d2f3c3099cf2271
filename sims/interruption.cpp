#include "amoeba/sims/interruption.h"

#include <csignal>

namespace amoeba {
namespace {

volatile std::sig_atomic_t signalled = 0;

extern "C" void note_signal(int) {
  signalled = 1;
}

}  // namespace

void watch_for_interruption() {
  struct sigaction action = {};
  action.sa_handler = note_signal;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() {
  return signalled != 0;
}

}  // namespace amoeba

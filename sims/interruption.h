// Ctrl-C and SIGTERM as a question that long commands ask now and then. A second signal ends the program at once.
#pragma once

namespace amoeba {

inline constexpr int kInterruptedStatus = 130;  // what shells expect of a program ended by SIGINT

void watch_for_interruption();
bool interrupted();

}  // namespace amoeba

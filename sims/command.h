// The commands of the program: what main.cpp dispatches to. Each returns the program's exit status.
// Errors leave as exceptions; main.cpp turns them into "amoeba: error: ..." and a status.
#pragma once
#include "amoeba/sims/command_line.h"

namespace amoeba {

struct Command {
  const char* name;
  const char* summary;
  int (*run)(const Arguments&);
};

int run_command(const Arguments& arguments);
int compare_command(const Arguments& arguments);
int explore_command(const Arguments& arguments);
int litmus_command(const Arguments& arguments);
int litmus_oracle_command(const Arguments& arguments);
int litmus_generate_command(const Arguments& arguments);
int kvm_command(const Arguments& arguments);
int predict_command(const Arguments& arguments);
int vmexit_command(const Arguments& arguments);
int bench_command(const Arguments& arguments);
int parameters_command(const Arguments& arguments);

}  // namespace amoeba

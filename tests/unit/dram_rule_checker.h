// Judges the commands that a DRAM controller gave, by the rules of the JEDEC standards and nothing that the controller
// itself computes: a table of least distances between pairs of commands, the state of every bank, the data bus, the
// four-activate window and the rate of refreshes.
#pragma once
#include <string>
#include <vector>

#include "amoeba/dram/dram_device.h"

namespace amoeba {

class DramRuleChecker {
 public:
  DramRuleChecker(const DramSpecification& specification, const DramCycles& times);

  void take(const DramCommand& command) { commands_.push_back(command); }
  // The first rule that was broken, and by which commands; empty when there is none.
  std::string verdict();
  const std::vector<DramCommand>& commands() const { return commands_; }
  unsigned count(DramCommandKind kind) const;

 private:
  using Kind = DramCommandKind;
  enum class Scope { bank, group, rank, other_rank };
  struct Distance {
    const char* rule;
    Kind first, second;
    Scope scope;
    MemoryCycle cycles;
  };

  void add(const char* rule, Kind first, Kind second, Scope scope, MemoryCycle cycles) {
    distances_.push_back({rule, first, second, scope, cycles});
  }
  void add_row_rules();
  void add_column_rules();
  bool related(const DramCommand& a, const DramCommand& b, Scope scope) const;
  std::string check_distances() const;
  std::string check_states() const;
  std::string check_activate_window() const;
  std::string check_data_bus() const;
  std::string check_refresh_rate() const;

  DramSpecification specification_;
  DramCycles times_;
  MemoryCycle longest_ = 0;
  std::vector<Distance> distances_;
  std::vector<DramCommand> commands_;
};

}  // namespace amoeba

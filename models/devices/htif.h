// The host-target interface through the symbols tohost and fromhost, as riscv-tests and Spike use it.
// Models: exit (an odd word to device 0), the console (device 1, command 1), and the proxied system calls write and
// exit. It learns of performed stores from the caches and accesses memory as an I/O-coherent agent (ReadOnce,
// WriteUnique), because memory itself may be stale.
// Not modelled: console input, other system calls (answered with -ENOSYS), the block device.
// Units: ticks. Errors: none; an unknown command is ignored as Spike does.
#pragma once
#include <deque>
#include <functional>
#include <string>

#include "amoeba/sched/agent_interleave.h"
#include "amoeba/sched/network.h"
#include "amoeba/sched/refused_request.h"
#include "amoeba/sched/scheduler.h"

namespace amoeba {

class Htif : public Agent {
 public:
  struct Surroundings {
    Scheduler& scheduler;
    Network& network;
    AgentInterleave home_of;
    Tick latency = 1;  // before anything leaves the device
  };
  Htif(const std::string& name, const Surroundings& surroundings);

  AgentId id() const { return id_; }
  void set_symbols(std::uint64_t tohost, std::uint64_t fromhost);  // fromhost 0: absent
  void on_console(std::function<void(char)> sink) { console_ = std::move(sink); }
  bool exited() const { return exited_; }
  std::uint64_t exit_code() const { return exit_code_; }

  void receive(Message& message) override;
  void reset(std::uint64_t seed) override;
  void serialize(Archive& archive) override { archive(tohost_, fromhost_, exited_, exit_code_, commands_); }

 private:
  enum class Step : std::uint8_t { idle, read_call, read_text, clear, answer };

  void take_command(std::uint64_t word, Tick at);
  void become_idle(Tick at);
  void exit(std::uint64_t code, Tick at);
  void system_call(Tick at);
  void next_text(Tick at);
  void finish_call(std::uint64_t result, Tick at);
  void read_line(std::uint64_t address, Tick at);
  void write_words(std::uint64_t address, const std::uint64_t* words, unsigned count, Tick at);
  void print(char c) {
    if (console_) console_(c);
  }

  Surroundings around_;
  AgentId id_;
  std::function<void(char)> console_;
  std::uint64_t tohost_ = 0, fromhost_ = 0;
  bool exited_ = false;
  std::uint64_t exit_code_ = 0;
  Step step_ = Step::idle;
  std::uint64_t call_address_ = 0;
  std::uint64_t call_[8] = {};  // number and arguments of the system call
  std::uint64_t text_ = 0, text_left_ = 0;
  bool answers_ = false;  // fromhost is to be written
  RefusedRequest refused_;
  std::deque<std::uint64_t> commands_;  // came while another one was in hand
};

}  // namespace amoeba

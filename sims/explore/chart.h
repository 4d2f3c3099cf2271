// A message-sequence chart of a run: who sent what to whom, in order of arrival, and the state it led to.
// Written as text with a column per agent, or as a Mermaid sequence diagram.
#pragma once
#include <string>
#include <vector>

namespace amoeba {

struct ChartEvent {
  unsigned from = 0;  // column; equal to `to` for what an agent does by itself
  unsigned to = 0;
  std::string label;   // opcode or operation
  std::string before;  // state of the receiver
  std::string after;
};

struct Chart {
  std::vector<std::string> agents;  // names of the columns
  std::vector<ChartEvent> events;
  std::string verdict;

  std::string text() const;
  std::string mermaid() const;
};

}  // namespace amoeba

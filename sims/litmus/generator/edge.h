// The relations that a cycle consists of, and the annotations of the accesses between them.
// Models, with d for different and s for the same location, and R or W at each end:
//   Rfe Fre Wse (from one thread to another), Rfi Fri Wsi (inside of a thread): reads-from, from-reads, coherence
//   PodRW PosWW ...: program order         Fence.rw.wdRW, Fence.tsodWR ...: with a fence between
//   DpAddrdR DpDatadW DpCtrldW ...: a dependency on the value that the first access has read
// Annotations stand between two relations and describe the access there: P (plain), Aq, Rl, AqRl (Zalasr), and the same
// after A (an AMO), C (amocas) or X (a pair of LR and SC): A, AAq, XRl, CAqRl ...
// Errors: std::invalid_argument that names the word and what is known.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace amoeba::litmus {

enum class EdgeKind : std::uint8_t { reads_from, from_reads, coherence, program_order, fence, address, data, control };

struct Edge {
  std::string name;
  EdgeKind kind = EdgeKind::program_order;
  bool external = false;  // leads to another thread
  bool same_location = true;
  bool from_write = false;
  bool to_write = false;
  std::string fence;  // the instruction

  bool communicates() const { return kind <= EdgeKind::coherence; }
  bool depends() const { return kind >= EdgeKind::address; }
};
Edge parse_edge(const std::string& name);

enum class AccessForm : std::uint8_t { plain, amo, compare_and_swap, reserved_pair };

struct Annotation {
  std::string word;  // empty where nothing is said
  AccessForm form = AccessForm::plain;
  bool acquire = false;
  bool release = false;
};
// None where the word is no annotation.
std::optional<Annotation> parse_annotation(const std::string& word);

}  // namespace amoeba::litmus

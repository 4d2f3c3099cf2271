#include "amoeba/explore/world.h"

#include <utility>

namespace amoeba {

const char* name(Operation operation) {
  static constexpr std::array names = {"none", "load",        "fetch", "store",  "AMO",   "far AMO",
                                       "LR",   "LR (unique)", "SC",    "LRwait", "SCwait"};
  return names[static_cast<unsigned>(operation)];
}

namespace {

class Packer {
 public:
  template <class Field>
  void operator()(const Field& field, unsigned bits) {
    word_ |= static_cast<std::uint64_t>(field) << used_;
    used_ += bits;
  }
  std::uint64_t word() const { return word_; }

 private:
  std::uint64_t word_ = 0;
  unsigned used_ = 0;
};

class Unpacker {
 public:
  explicit Unpacker(std::uint64_t word) : word_(word) {}
  template <class Field>
  void operator()(Field& field, unsigned bits) {
    field = static_cast<Field>(word_ & ((std::uint64_t{1} << bits) - 1));
    word_ >>= bits;
  }

 private:
  std::uint64_t word_;
};

// The fields of a node with their widths, for packing and unpacking alike.
template <class Node, class Field>
void visit_node(Node& node, Field&& field) {
  field(node.state, 4);
  field(node.value, 3);
  field(node.operation, 4);
  field(node.reserved, 1);
  field(node.overwritten, 1);
  field(node.waited, 1);
  field(node.outdated, 1);
  field(node.owner, 1);
  field(node.sharer, 1);
  field(node.requester, 1);
  field(node.turn, 1);
  field(node.queued, 1);
  field(node.may_hold, 1);
  field(node.request.present, 1);
  field(node.request.kind, 4);
  field(node.request.value, 3);
  field(node.snoop, 3);
  field(node.answer.present, 1);
  field(node.answer.data, 1);
  field(node.answer.forwarded, 1);
  field(node.answer.kept, 3);
  field(node.answer.value, 3);
  field(node.reply, 3);
  field(node.reply_value, 3);
  field(node.acknowledgement, 1);
}

// The I/O agent needs few of them.
template <class Node, class Field>
void visit_io(Node& node, Field&& field) {
  field(node.operation, 4);
  field(node.requester, 1);
  field(node.request.present, 1);
  field(node.request.kind, 4);
  field(node.reply, 3);
  field(node.reply_value, 3);
}

// The home node's own fields share the word of the I/O agent.
template <class Any, class Field>
void visit_home(Any& world, Field&& field) {
  visit_io(world.nodes[kExploredIo], field);
  field(world.directory, 2);
  field(world.overflowed, 1);
  field(world.value, 3);
  field(world.phase, 2);
  field(world.serving, 4);
  field(world.seen, 2);
  field(world.listed, 2);
  field(world.passing, 3);
  field(world.forwarded, 1);
  field(world.acknowledged, 1);
}

}  // namespace

bool World::is_moving() const {
  bool turn = false, queued = false;
  for (const ExploredNode& node : nodes) {
    if (node.has_deliverable_message(phase)) return true;
    turn |= node.turn;
    queued |= node.queued;
  }
  return turn && queued;  // the turn ends by itself
}

bool World::is_quiescent() const {
  if (phase != HomePhase::idle) return false;
  for (const ExploredNode& node : nodes)
    if (node.has_deliverable_message(phase) || !is_stable(node.state) || node.operation != Operation::none)
      return false;
  return true;
}

PackedWorld World::pack(unsigned interchangeable) const {
  PackedWorld packed;
  for (unsigned i = 0; i < kExploredIo; ++i) {
    Packer packer;
    visit_node(nodes[i], packer);
    packed[i] = packer.word();
  }
  Packer packer;
  visit_home(*this, packer);
  packed[kExploredIo] = packer.word();
  for (unsigned i = 1; i < interchangeable; ++i)
    for (unsigned j = i; j > 0 && packed[j] < packed[j - 1]; --j) std::swap(packed[j], packed[j - 1]);
  return packed;
}

World World::unpack(const PackedWorld& packed) {
  World world;
  for (unsigned i = 0; i < kExploredIo; ++i) visit_node(world.nodes[i], Unpacker(packed[i]));
  visit_home(world, Unpacker(packed[kExploredIo]));
  return world;
}

}  // namespace amoeba

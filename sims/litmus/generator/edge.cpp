#include "amoeba/litmus/generator/edge.h"

#include <stdexcept>

namespace amoeba::litmus {
namespace {

[[noreturn]] void refuse(const std::string& name) {
  throw std::invalid_argument("'" + name +
                              "' is no relation; there are Rfe Fre Wse Rfi Fri Wsi, PodRW PosWR ..., Fence.rw.rwdWR "
                              "Fence.tsodRW ..., DpAddrdR DpDatadW DpCtrldW ..., and annotations between them such as "
                              "Aq, Rl, A, X or C");
}

// Reads a name from its front.
class NameReader {
 public:
  explicit NameReader(const std::string& name) : name_(name) {}

  bool accept(const std::string& text) {
    if (name_.compare(at_, text.size(), text) != 0) return false;
    at_ += text.size();
    return true;
  }
  bool same_location() { return !accept("d") && (accept("s") || (refuse(name_), false)); }
  bool is_write() { return accept("W") || !(accept("R") || (refuse(name_), false)); }
  std::string fence_set() {
    const std::size_t begin = at_;
    while (at_ < name_.size() && (name_[at_] == 'r' || name_[at_] == 'w')) ++at_;
    if (at_ == begin) refuse(name_);
    return name_.substr(begin, at_ - begin);
  }
  void expect_end() const {
    if (at_ != name_.size()) refuse(name_);
  }

 private:
  const std::string& name_;
  std::size_t at_ = 0;
};

bool read_communication(NameReader& reader, Edge& edge) {
  if (reader.accept("Rf")) {
    edge.kind = EdgeKind::reads_from;
    edge.from_write = true;
  } else if (reader.accept("Fr")) {
    edge.kind = EdgeKind::from_reads;
    edge.to_write = true;
  } else if (reader.accept("Ws")) {
    edge.kind = EdgeKind::coherence;
    edge.from_write = edge.to_write = true;
  } else {
    return false;
  }
  edge.external = reader.accept("e");
  if (!edge.external && !reader.accept("i")) refuse(edge.name);
  return true;
}

void read_ends(NameReader& reader, Edge& edge) {
  edge.same_location = reader.same_location();
  edge.from_write = reader.is_write();
  edge.to_write = reader.is_write();
}

void read_fence(NameReader& reader, Edge& edge) {
  edge.kind = EdgeKind::fence;
  if (reader.accept("tso")) {
    edge.fence = "fence.tso";
  } else {
    edge.fence = "fence " + reader.fence_set();
    if (!reader.accept(".")) refuse(edge.name);
    edge.fence += "," + reader.fence_set();
  }
  read_ends(reader, edge);
}

bool read_dependency(NameReader& reader, Edge& edge) {
  if (reader.accept("DpAddr")) {
    edge.kind = EdgeKind::address;
  } else if (reader.accept("DpData")) {
    edge.kind = EdgeKind::data;
  } else if (reader.accept("DpCtrl")) {
    edge.kind = EdgeKind::control;
  } else {
    return false;
  }
  edge.same_location = reader.same_location();
  edge.to_write = reader.is_write();
  if (edge.kind == EdgeKind::data && !edge.to_write)
    throw std::invalid_argument("'" + edge.name + "' leads to a read, which has no data; write DpDatadW");
  return true;
}

}  // namespace

Edge parse_edge(const std::string& name) {
  Edge edge;
  edge.name = name;
  NameReader reader(name);
  if (reader.accept("Po")) {
    read_ends(reader, edge);
  } else if (reader.accept("Fence.")) {
    read_fence(reader, edge);
  } else if (!read_communication(reader, edge) && !read_dependency(reader, edge)) {
    refuse(name);
  }
  reader.expect_end();
  return edge;
}

std::optional<Annotation> parse_annotation(const std::string& word) {
  Annotation annotation;
  annotation.word = word;
  if (word == "P") return annotation;
  std::string order = word;
  const bool plain = order.rfind("Aq", 0) == 0;
  if (!plain && !order.empty()) {
    const std::size_t form = std::string("ACX").find(order[0]);
    if (form != std::string::npos) {
      annotation.form = static_cast<AccessForm>(form + 1);
      order.erase(0, 1);
    }
  }
  annotation.acquire = order.rfind("Aq", 0) == 0;
  if (annotation.acquire) order.erase(0, 2);
  annotation.release = order == "Rl";
  if (annotation.release) order.clear();
  const bool says_something = annotation.form != AccessForm::plain || annotation.acquire || annotation.release;
  if (!order.empty() || !says_something) return std::nullopt;
  return annotation;
}

}  // namespace amoeba::litmus

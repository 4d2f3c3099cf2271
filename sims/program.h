// A guest program by the name the user gave: an ELF file, or a built-in workload "kernel.variant", "kernel.guest-code"
// or "vmexit.exits". Errors: UsageError that says which names exist.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace amoeba {

struct WorkloadImage;
struct WorkloadKernel;

class Program {
 public:
  explicit Program(const std::string& name);

  const std::byte* data() const { return data_; }
  std::size_t size() const { return size_; }
  // The extensions that the hart must have, "" when the program does not say.
  const std::string& isa() const { return isa_; }

 private:
  bool find_built_in(const std::string& name);
  bool find_in_guest(const WorkloadKernel& kernel, const std::string& name);
  bool find_exits(const std::string& name);
  void take(const WorkloadImage& image, std::string_view isa);

  std::vector<std::byte> file_;
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
  std::string isa_;
};

}  // namespace amoeba

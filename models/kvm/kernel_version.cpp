#include "amoeba/kvm/kernel_version.h"

#include <charconv>
#include <stdexcept>

namespace amoeba::kvm {
namespace {

// Reads a number off the front.
bool take_number(std::string_view& text, unsigned& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
  throw std::invalid_argument("kernel version \"" + std::string(text) + "\": " + why);
}

}  // namespace

KernelVersion KernelVersion::parse(std::string_view text) {
  std::string_view rest = text;
  if (!rest.empty() && rest[0] == 'v') rest.remove_prefix(1);
  KernelVersion version;
  const bool has_major = take_number(rest, version.major) && !rest.empty() && rest[0] == '.';
  if (has_major) rest.remove_prefix(1);
  if (!has_major || !take_number(rest, version.minor)) refuse(text, "write it like 6.14 or v6.14-rc3");
  if (!rest.empty() && rest[0] != '.' && rest[0] != '-') refuse(text, "write it like 6.14 or v6.14-rc3");
  if (version == KernelVersion{6, 20}) version = {7, 0};  // what was to be 6.20 came out as 7.0
  if (version < kOldestKernel || kNewestKernel < version)
    refuse(text, "modelled are " + kOldestKernel.text() + " to " + kNewestKernel.text());
  return version;
}

std::string KernelVersion::text() const {
  return std::to_string(major) + "." + std::to_string(minor);
}

}  // namespace amoeba::kvm

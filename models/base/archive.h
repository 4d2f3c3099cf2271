// One function per agent both saves and loads it: `void serialize(Archive&)` names the members in order.
// Models: trivially copyable values, strings, vectors, deques, maps of such, and anything with a serialize() of its
// own. Not modelled: versions; an archive is read by the build that wrote it (the caller checks a build hash). Errors:
// std::runtime_error when an archive ends early.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <map>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

namespace amoeba {

class Archive {
 public:
  Archive() = default;                                                                          // saves
  explicit Archive(std::vector<std::byte> bytes) : bytes_(std::move(bytes)), loading_(true) {}  // loads

  bool loading() const { return loading_; }
  const std::vector<std::byte>& bytes() const { return bytes_; }

  template <class... T>
  void operator()(T&... values) {
    (one(values), ...);
  }

 private:
  template <class T, class = void>
  struct HasSerialize : std::false_type {};
  template <class T>
  struct HasSerialize<T, std::void_t<decltype(std::declval<T&>().serialize(std::declval<Archive&>()))>>
      : std::true_type {};

  template <class T>
  void one(T& value) {
    if constexpr (HasSerialize<T>::value) {
      value.serialize(*this);
    } else {
      static_assert(std::is_trivially_copyable_v<T>, "give this type a serialize(Archive&)");
      raw(&value, sizeof value);
    }
  }
  template <class T>
  void sequence(T& container) {
    std::uint64_t size = container.size();
    raw(&size, sizeof size);
    if (loading_) container.resize(size);
    for (auto& value : container) one(value);
  }
  template <class T, class Allocator>
  void one(std::vector<T, Allocator>& values) {
    sequence(values);
  }
  template <class T>
  void one(std::deque<T>& values) {
    sequence(values);
  }
  void one(std::string& text) { sequence(text); }
  template <class Map>
  void mapping(Map& map) {
    std::uint64_t size = map.size();
    raw(&size, sizeof size);
    if (!loading_) {
      // Sorted, so that equal states give equal bytes whatever the hash order.
      std::map<typename Map::key_type, typename Map::mapped_type*> sorted;
      for (auto& [key, value] : map) sorted.emplace(key, &value);
      for (auto& [key, value] : sorted) {
        auto copy = key;
        one(copy);
        one(*value);
      }
      return;
    }
    map.clear();
    while (size-- > 0) {
      typename Map::key_type key{};
      one(key);
      one(map[key]);
    }
  }
  template <class K, class V>
  void one(std::map<K, V>& map) {
    mapping(map);
  }
  template <class K, class V>
  void one(std::unordered_map<K, V>& map) {
    mapping(map);
  }

  void raw(void* data, std::size_t size) {
    if (loading_) {
      if (bytes_.size() - position_ < size) throw std::runtime_error("archive ends early");
      std::memcpy(data, bytes_.data() + position_, size);
      position_ += size;
    } else {
      const auto* first = static_cast<const std::byte*>(data);
      bytes_.insert(bytes_.end(), first, first + size);
    }
  }

  std::vector<std::byte> bytes_;
  std::size_t position_ = 0;
  bool loading_ = false;
};

}  // namespace amoeba

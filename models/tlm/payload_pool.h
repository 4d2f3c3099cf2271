// A memory manager for generic payloads: recycles them with their data array and their AtomicExtension.
// Models: the memory-manager rules of IEEE 1666-2011, 14.5: reference counts, and extensions cleared before reuse.
// Not modelled: byte enables (null unless the initiator sets them); not thread-safe, one pool per initiator.
// Units: bytes. Errors: SC_ERROR of type kLeakReport, displayed and not thrown, when the pool dies before its payloads.
#pragma once
#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <systemc>
#include <tlm>
#include <vector>

#include "amoeba/tlm/atomic_extension.h"

namespace amoeba {

class PayloadPool : public tlm::tlm_mm_interface {
 public:
  static constexpr const char* kLeakReport = "/amoeba/tlm/payload_pool/leak";
  static constexpr const char* kSizeReport = "/amoeba/tlm/payload_pool/size";

  // `bytes` is the longest transfer, usually a line.
  explicit PayloadPool(unsigned bytes) : bytes_(bytes < kWidestAtomic ? kWidestAtomic : bytes) {
    // A destructor must not throw, whatever the default action for errors.
    sc_core::sc_report_handler::set_actions(kLeakReport, sc_core::SC_ERROR,
                                            sc_core::SC_DISPLAY | sc_core::SC_LOG | sc_core::SC_CACHE_REPORT);
  }
  ~PayloadPool() override {
    if (outstanding() == 0) return;
    const std::string text =
        std::to_string(outstanding()) + " payload(s) were never released; release each one that acquire() returned";
    SC_REPORT_ERROR(kLeakReport, text.c_str());
  }
  PayloadPool(const PayloadPool&) = delete;
  PayloadPool& operator=(const PayloadPool&) = delete;

  // A payload with reference count 1 and its AtomicExtension at the defaults. The data array keeps old bytes.
  // The caller hands it back with release().
  tlm::tlm_generic_payload* acquire() {
    if (free_.empty()) add();
    Entry* entry = free_.back();
    free_.pop_back();
    entry->atomic = AtomicExtension{};
    entry->set_data_ptr(entry->data.get());
    entry->set_byte_enable_ptr(nullptr);
    entry->set_byte_enable_length(0);
    entry->set_dmi_allowed(false);
    entry->set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    entry->tlm_generic_payload::acquire();
    return entry;
  }

  // Makes `payload`, one of this pool, ready to send as one access of `bytes` bytes; also between two sends of the same
  // payload.
  void prepare(tlm::tlm_generic_payload& payload, tlm::tlm_command command, std::uint64_t address,
               unsigned bytes) const {
    if (bytes == 0 || bytes > bytes_) SC_REPORT_ERROR(kSizeReport, size_text(bytes).c_str());
    payload.set_command(command);
    payload.set_address(address);
    payload.set_data_length(bytes);
    payload.set_streaming_width(bytes);
    payload.set_dmi_allowed(false);
    payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    static_cast<Entry&>(payload).atomic.handled = false;
  }

  // Says that the payloads go to a target which attaches no extensions, so that none need be looked for.
  void set_left_alone() { left_alone_ = true; }

  void free(tlm::tlm_generic_payload* payload) override {
    auto* entry = static_cast<Entry*>(payload);
    free_.push_back(entry);
    if (left_alone_) return;
    const unsigned extensions = tlm::max_num_extensions();
    if (extensions != extensions_) entry->resize_extensions();  // a library loaded meanwhile registered another one
    for (unsigned index = 0; index < extensions; ++index)
      if (entry->get_extension(index) != (index == AtomicExtension::ID ? &entry->atomic : nullptr)) detach(*entry);
  }

  // Of `payload`, one of this pool.
  static AtomicExtension& extension(tlm::tlm_generic_payload& payload) { return static_cast<Entry&>(payload).atomic; }

  std::size_t outstanding() const { return entries_.size() - free_.size(); }

 private:
  static constexpr unsigned kWidestAtomic = 16;

  // Lives in its entry, so that a target which frees all extensions of a payload does not delete it.
  struct OwnedExtension final : AtomicExtension {
    using AtomicExtension::operator=;
    void free() override {}
  };
  struct Entry final : tlm::tlm_generic_payload {
    Entry(PayloadPool* pool, unsigned bytes) : tlm_generic_payload(pool), data(new unsigned char[bytes]()) {
      set_extension<AtomicExtension>(&atomic);
    }
    ~Entry() override { set_extension(AtomicExtension::ID, nullptr); }
    OwnedExtension atomic;
    std::unique_ptr<unsigned char[]> data;
  };

  void detach(Entry& entry) {
    entry.reset();  // frees what others attached until the end of the payload's life
    for (unsigned index = 0; index < tlm::max_num_extensions(); ++index) entry.set_extension(index, nullptr);
    entry.set_extension<AtomicExtension>(&entry.atomic);
  }
  void add() {
    entries_.emplace_back(this, bytes_);
    free_.push_back(&entries_.back());
  }
  std::string size_text(unsigned bytes) const {
    return "a transfer of " + std::to_string(bytes) + " bytes does not fit; this pool was built for 1 to " +
           std::to_string(bytes_);
  }

  unsigned bytes_;
  bool left_alone_ = false;
  unsigned extensions_ = tlm::max_num_extensions();
  std::deque<Entry> entries_;
  std::vector<Entry*> free_;
};

}  // namespace amoeba

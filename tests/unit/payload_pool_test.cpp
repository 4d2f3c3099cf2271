#include "amoeba/tlm/payload_pool.h"

#include <gtest/gtest.h>

#include <string>

namespace amoeba {
namespace {

struct ForeignExtension : tlm::tlm_extension<ForeignExtension> {
  explicit ForeignExtension(bool* deleted = nullptr) : deleted(deleted) {}
  ~ForeignExtension() override {
    if (deleted != nullptr) *deleted = true;
  }
  tlm::tlm_extension_base* clone() const override { return new ForeignExtension; }
  void copy_from(const tlm::tlm_extension_base&) override {}
  bool* deleted;
};

TEST(PayloadPool, PreparesAPayloadThatMayBeSent) {
  PayloadPool pool(64);
  tlm::tlm_generic_payload* payload = pool.acquire();
  pool.prepare(*payload, tlm::TLM_WRITE_COMMAND, 0x80, 64);
  EXPECT_EQ(payload->get_ref_count(), 1);
  EXPECT_TRUE(payload->has_mm());
  EXPECT_TRUE(payload->is_write());
  EXPECT_EQ(payload->get_address(), 0x80u);
  EXPECT_EQ(payload->get_data_length(), 64u);
  EXPECT_EQ(payload->get_streaming_width(), 64u);
  EXPECT_EQ(payload->get_byte_enable_ptr(), nullptr);
  EXPECT_EQ(payload->get_response_status(), tlm::TLM_INCOMPLETE_RESPONSE);
  payload->get_data_ptr()[63] = 1;
  payload->release();
  EXPECT_EQ(pool.outstanding(), 0u);
}

TEST(PayloadPool, RestoresEverythingOnReuse) {
  PayloadPool pool(8);
  tlm::tlm_generic_payload* first = pool.acquire();
  auto* atomic = first->get_extension<AtomicExtension>();
  unsigned char enables = TLM_BYTE_ENABLED;
  bool deleted = false;
  ForeignExtension sticky;
  atomic->kind = AtomicExtension::Kind::atomic;
  atomic->hart = 7;
  atomic->handled = true;
  first->set_byte_enable_ptr(&enables);
  first->set_dmi_allowed(true);
  first->set_data_ptr(nullptr);
  first->set_response_status(tlm::TLM_OK_RESPONSE);
  first->set_extension(&sticky);
  first->release();
  EXPECT_EQ(first->get_extension<ForeignExtension>(), nullptr);

  first = pool.acquire();
  first->set_auto_extension(new ForeignExtension(&deleted));
  first->release();
  EXPECT_TRUE(deleted);

  tlm::tlm_generic_payload* again = pool.acquire();
  ASSERT_EQ(again, first) << "the pool did not reuse its payload";
  ASSERT_EQ(again->get_extension<AtomicExtension>(), atomic);
  EXPECT_EQ(atomic->kind, AtomicExtension::Kind::plain);
  EXPECT_EQ(atomic->hart, 0u);
  EXPECT_FALSE(atomic->handled);
  EXPECT_EQ(again->get_byte_enable_ptr(), nullptr);
  EXPECT_FALSE(again->is_dmi_allowed());
  EXPECT_NE(again->get_data_ptr(), nullptr);
  EXPECT_EQ(again->get_response_status(), tlm::TLM_INCOMPLETE_RESPONSE);
  again->release();
}

TEST(PayloadPool, PrepareClearsHandledForASecondSend) {
  PayloadPool pool(8);
  tlm::tlm_generic_payload* payload = pool.acquire();
  payload->get_extension<AtomicExtension>()->handled = true;
  pool.prepare(*payload, tlm::TLM_READ_COMMAND, 0, 8);
  EXPECT_FALSE(payload->get_extension<AtomicExtension>()->handled);
  payload->release();
}

TEST(PayloadPool, SurvivesATargetThatFreesAllExtensions) {
  PayloadPool pool(8);
  tlm::tlm_generic_payload* payload = pool.acquire();
  payload->free_all_extensions();
  payload->release();
  payload = pool.acquire();
  EXPECT_NE(payload->get_extension<AtomicExtension>(), nullptr);
  payload->release();
}

TEST(PayloadPool, RefusesATransferThatDoesNotFit) {
  PayloadPool pool(32);
  tlm::tlm_generic_payload* payload = pool.acquire();
  EXPECT_THROW(pool.prepare(*payload, tlm::TLM_READ_COMMAND, 0, 33), sc_core::sc_report);
  EXPECT_THROW(pool.prepare(*payload, tlm::TLM_READ_COMMAND, 0, 0), sc_core::sc_report);
  payload->release();
}

std::string leak;
void capture(const sc_core::sc_report& report, const sc_core::sc_actions& actions) {
  if (std::string(report.get_msg_type()) == PayloadPool::kLeakReport) {
    leak = report.get_msg();
  } else {
    sc_core::sc_report_handler::default_handler(report, actions);
  }
}

TEST(PayloadPool, ReportsLeaks) {
  sc_core::sc_report_handler::set_handler(capture);
  {
    PayloadPool pool(8);
    pool.acquire();
    pool.acquire();
    pool.acquire()->release();
  }
  EXPECT_EQ(leak.substr(0, 2), "2 ") << leak;
}

}  // namespace
}  // namespace amoeba

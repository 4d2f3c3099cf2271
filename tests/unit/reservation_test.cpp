// The reservation by itself.
#include <gtest/gtest.h>

#include "amoeba/cache/reservation.h"

namespace amoeba {
namespace {

const ReservationParameters kLine{64, 32, 100, 4, 20};

TEST(ReservationSet, CoversTheConfiguredBytes) {
  Reservation line(kLine);
  line.reserve(0x1008, 4, 0);
  EXPECT_EQ(line.check(0x1030, 8, 1), ScFailure::none) << "another address of the set";
  EXPECT_EQ(line.check(0x1040, 8, 1), ScFailure::address_mismatch);
  Reservation narrow({8, 32, 100, 4, 20});
  narrow.reserve(0x1008, 4, 0);
  EXPECT_EQ(narrow.check(0x100c, 4, 1), ScFailure::none);
  EXPECT_EQ(narrow.check(0x1010, 4, 1), ScFailure::address_mismatch);
  EXPECT_EQ(narrow.check(0x1004, 8, 1), ScFailure::address_mismatch) << "partly outside";
}

TEST(ReservationSet, IsLostToAccessesThatTouchIt) {
  Reservation r({8, 32, 100, 4, 20});
  r.reserve(0x1008, 8, 0);
  EXPECT_FALSE(r.lose(0x1000, 0x1008, ScFailure::snooped));
  EXPECT_FALSE(r.lose(0x1010, 0x1020, ScFailure::snooped));
  EXPECT_TRUE(r.lose(0x100f, 0x1010, ScFailure::snooped));
  EXPECT_EQ(r.check(0x1008, 8, 1), ScFailure::snooped);
  EXPECT_FALSE(r.lose(0x1008, 0x1010, ScFailure::evicted)) << "lost already";
  EXPECT_EQ(r.check(0x1008, 8, 1), ScFailure::snooped) << "the first reason stays";
}

TEST(ReservationSet, Lapses) {
  Reservation r(kLine);
  r.reserve(0x1000, 8, 50);
  EXPECT_EQ(r.check(0x1000, 8, 149), ScFailure::none);
  EXPECT_EQ(r.check(0x1000, 8, 150), ScFailure::timeout);
}

TEST(ReservationSet, EndsWithAnySc) {
  Reservation r(kLine);
  EXPECT_EQ(r.check(0x1000, 8, 0), ScFailure::no_reservation);
  for (bool success : {true, false}) {
    r.reserve(0x1000, 8, 0);
    r.finish(success);
    EXPECT_EQ(r.check(0x1000, 8, 1), ScFailure::no_reservation);
  }
}

TEST(ReservationWindow, ResistsOnItsLine) {
  Reservation r(kLine);
  EXPECT_EQ(r.resists_until(0x1000, 64), 0u);
  r.reserve(0x1000, 8, 50);
  EXPECT_EQ(r.resists_until(0x1000, 64), 82u);
  EXPECT_EQ(r.resists_until(0x1040, 64), 0u);
}

TEST(BackOff, DoublesPerFailureUpToTheLimit) {
  Reservation r(kLine);
  std::vector<Tick> found;
  for (unsigned i = 0; i < 5; ++i) {
    found.push_back(r.backoff());
    r.finish(false);
  }
  EXPECT_EQ(found, (std::vector<Tick>{0, 4, 8, 16, 20}));
  r.finish(true);
  EXPECT_EQ(r.backoff(), 0u);
}

}  // namespace
}  // namespace amoeba

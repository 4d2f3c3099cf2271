// The places of a home node: when they are free, whom they are reserved for, and in which order.
#include "amoeba/interconnect/request_places.h"

#include <gtest/gtest.h>

namespace amoeba {
namespace {

using Place = RequestPlaces::Place;
constexpr Place kNone = RequestPlaces::kNone;

RequestPlaces::Debt debt_to(AgentId requester) {
  return {requester, 0, false, 0};
}

TEST(RequestPlaces, AreAsManyAsSaid) {
  RequestPlaces places(3);
  for (unsigned i = 0; i < 3; ++i) EXPECT_NE(places.take(10), kNone);
  EXPECT_EQ(places.take(10), kNone);
}

TEST(RequestPlaces, AreFreeFromTheTickOfTheirRelease) {
  RequestPlaces places(2);
  const Place first = places.take(10);
  places.take(10);
  EXPECT_TRUE(places.release(first, 20));
  EXPECT_EQ(places.take(19), kNone);
  EXPECT_EQ(places.take(20), first);
}

TEST(RequestPlaces, APlaceIsFoundWhereverItIsFree) {
  RequestPlaces places(4);
  Place taken[4];
  for (Place& place : taken) place = places.take(0);
  places.release(taken[2], 5);
  EXPECT_EQ(places.take(5), taken[2]);
}

TEST(RequestPlaces, GoToThoseWhoAreOwedOneInOrder) {
  RequestPlaces places(1);
  const Place place = places.take(0);
  EXPECT_FALSE(places.owe(debt_to(7)));
  EXPECT_FALSE(places.owe(debt_to(8)));
  for (const AgentId expected : {7, 8}) {
    ASSERT_FALSE(places.release(place, 30));
    const RequestPlaces::Credit credit = places.pass_on(place, 30);
    EXPECT_EQ(credit.debt.requester, expected);
    EXPECT_EQ(credit.place, place);
    EXPECT_EQ(credit.at, 30u);
    EXPECT_EQ(places.take(1000), kNone) << "a newcomer got a reserved place";
    places.take_reserved(place);
  }
  EXPECT_TRUE(places.release(place, 40));
  EXPECT_EQ(places.take(40), place);
}

TEST(RequestPlaces, AnAnswerThatIsAboutToLeaveIsACreditAtOnce) {
  RequestPlaces places(2);
  const Place late = places.take(0), soon = places.take(0);
  places.release(late, 90);
  places.release(soon, 50);
  const auto first = places.owe(debt_to(1)), second = places.owe(debt_to(2));
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->place, soon);
  EXPECT_EQ(first->at, 50u);
  EXPECT_EQ(second->place, late);
  EXPECT_EQ(places.take(100), kNone);
}

TEST(RequestPlaces, ACreditForAPlaceThatIsNotReservedIsAnError) {
  RequestPlaces places(1);
  EXPECT_THROW(places.take_reserved(0), std::logic_error);
  EXPECT_THROW(places.take_reserved(1), std::logic_error);
  const Place place = places.take(0);
  EXPECT_THROW(places.take_reserved(place), std::logic_error);
}

}  // namespace
}  // namespace amoeba

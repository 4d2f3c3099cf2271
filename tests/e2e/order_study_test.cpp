// What `amoeba compare` says of memory order, measured by the program itself on the ordered kernels.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "program_folder.h"

namespace amoeba {
namespace {

class OrderStudy {
 public:
  explicit OrderStudy(const std::string& arguments) {
    const ProgramFolder folder;
    const Finished finished = folder.run("compare " + arguments + " --json r.json --report r.html --jobs 2");
    EXPECT_EQ(finished.status, 0) << finished.errors;
    json_ = nlohmann::json::parse(read(folder.path() / "r.json"));
    output = finished.output;
    report = read(folder.path() / "r.html");
  }
  // Cycles per operation, by everything that tells a point from the others.
  std::map<std::string, double> cycles() const {
    std::map<std::string, double> found;
    for (const auto& result : json_.at("results")) {
      if (result.at("status") != "measured") continue;
      const auto& order = json_.at("orders").at(result.at("order").get<std::size_t>());
      std::string name;
      for (const char* field : {"kernel", "variant"}) name += result.at(field).get<std::string>() + " ";
      for (const char* field : {"core", "model", "ordering", "aqrl"}) name += order.at(field).get<std::string>() + " ";
      name += std::to_string(result.at("harts").get<int>());
      found[name] = result.at("metrics").at("cycles_per_operation");
    }
    return found;
  }

  std::string output, report;

 private:
  nlohmann::json json_;
};

// Annotations built precisely are at most 3 % slower than full fences at any point, 1 % in the mean of all.
void expect_no_slower(const std::string& arguments, unsigned least_points) {
  const OrderStudy study("--study ordering " + arguments);
  const auto cycles = study.cycles();
  double logarithms = 0;
  unsigned points = 0;
  for (const auto& [name, precise] : cycles) {
    const std::size_t built = name.find("precise");
    if (built == std::string::npos || name.find("relaxed") != std::string::npos) continue;
    const double drain = cycles.at(name.substr(0, built) + "drain" + name.substr(built + 7));
    EXPECT_LE(precise, 1.03 * drain) << name << " " << arguments;
    logarithms += std::log(precise / drain);
    ++points;
  }
  EXPECT_GE(points, least_points);
  EXPECT_LE(std::exp(logarithms / points), 1.01) << arguments;
  EXPECT_NE(study.output.find("No point is slower by more than 3 %"), std::string::npos);
}

TEST(OrderStudy, PreciseAmosCostNoMoreThanFences) {
  const unsigned points = 4 * 2 * 2 * 4;  // orders, cores, kernels, hart counts
  expect_no_slower("--variants zabha --repeats 2", points);
  expect_no_slower("--variants zabha --repeats 1 --set order.early_atomics=true --set core.outstanding_atomics=4",
                   points);
  expect_no_slower("--variants zabha --repeats 1 --policies all-far", points);
}

TEST(OrderStudy, PreciseReservationsCostNoMoreThanFences) {
  expect_no_slower("--variants lrsc --orderings acquire,release,acq_rel,seq_cst --harts 2,4,8", 4 * 2 * 2 * 3);
}

TEST(OrderStudy, ARepeatedPointIsTheMeanOfItsRuns) {
  const auto cycles = [](const std::string& more) {
    return OrderStudy("--kernels ordered-private --variants zabha --harts 2 " + more).cycles().begin()->second;
  };
  EXPECT_NEAR(cycles("--repeats 2 --seed 5"), (cycles("--seed 5") + cycles("--seed 6")) / 2, 1e-9);
  EXPECT_NE(cycles("--seed 5"), cycles("--seed 6"));
}

TEST(OrderStudy, OrderCostsAndPreciseSavesWhereItShould) {
  const OrderStudy study("--study ordering --variants zabha --kernels ordered-private --harts 4");
  const auto cycles = study.cycles();
  const auto of = [&](const char* ordering, const char* aqrl) {
    return cycles.at(std::string("ordered-private zabha ooo rvwmo ") + ordering + " " + aqrl + " 4");
  };
  EXPECT_GT(of("seq_cst", "precise"), 1.8 * of("relaxed", "precise"));
  EXPECT_GT(of("acquire", "drain"), 1.4 * of("acquire", "precise"));
  EXPECT_GT(of("release", "drain"), 1.5 * of("release", "precise"));
  EXPECT_NEAR(of("seq_cst", "drain") / of("seq_cst", "precise"), 1, 0.02);
  for (const char* part :
       {"seq_cst costs", "Precise acquire and release have", "an acquire need not wait for older stores"})
    EXPECT_NE(study.output.find(part), std::string::npos) << part;
  for (const char* part :
       {"data-chart=\"order\"", "data-chart=\"aqrl\"", "data-chart=\"saved\"", "Memory order", "harts are"})
    EXPECT_NE(study.report.find(part), std::string::npos) << part;
}

TEST(OrderStudy, AStrongerModelCostsMore) {
  const OrderStudy study("--kernels ordered-private --variants zabha --cores ooo --memory-models rvwmo,sc --harts 4");
  const auto cycles = study.cycles();
  EXPECT_GT(cycles.at("ordered-private zabha ooo sc relaxed precise 4"),
            1.8 * cycles.at("ordered-private zabha ooo rvwmo relaxed precise 4"));
}

TEST(OrderStudy, WrongUsageNamesTheRemedy) {
  const ProgramFolder folder;
  const auto refusal = [&](const std::string& arguments) {
    const Finished finished = folder.run("compare --kernels ordered-shared --harts 1 " + arguments);
    EXPECT_EQ(finished.status, 2) << arguments;
    return finished.errors;
  };
  EXPECT_NE(refusal("--orderings aquire").find("did you mean 'acquire'?"), std::string::npos);
  EXPECT_NE(refusal("--cores inorder,vector").find("it knows: inorder, ooo"), std::string::npos);
  EXPECT_NE(refusal("--aqrl drain --set order.acquire_release=drain").find("leave it out of --set"), std::string::npos);
  EXPECT_NE(refusal("--memory-models tso").find("ztso"), std::string::npos);
  EXPECT_NE(refusal("--repeats 0").find("--repeats wants a number from 1"), std::string::npos);
}

// A kernel whose orders are fixed has no other ones.
TEST(OrderStudy, KernelsWithFixedOrdersSaySo) {
  const OrderStudy study(
      "--kernels shared-counter,ordered-shared --variants zabha,lrsc --orderings relaxed,acquire --harts 1,2 "
      "--operations 50");
  EXPECT_NE(study.output.find("memory orders are fixed"), std::string::npos) << study.output;
}

}  // namespace
}  // namespace amoeba

// The end of a .litmus file: which locations to show, which runs to drop, and the quantified condition.
#include <algorithm>

#include "amoeba/litmus/reader_sections.h"

namespace amoeba::litmus {
namespace {

class QuestionReader {
 public:
  QuestionReader(TokenStream& tokens, LitmusTest& test) : tokens_(tokens), test_(test) {}

  // [x; 0:x5; ...]
  void read_locations() {
    tokens_.expect("[", "write locations [x; 0:x5;]");
    while (!tokens_.accept("]")) {
      if (tokens_.accept(";")) continue;
      if (tokens_.at_end()) tokens_.refuse_next("']' (it ends the list of locations)");
      test_.observed.push_back(observable());
    }
  }

  Quantifier read_quantifier() {
    if (tokens_.accept("exists")) return Quantifier::exists;
    if (tokens_.accept("forall")) return Quantifier::forall;
    if (tokens_.accept("~") && tokens_.accept("exists")) return Quantifier::not_exists;
    tokens_.refuse_next("'exists', '~exists' or 'forall'");
  }

  Condition disjunction() {
    return chain(ConditionKind::disjunction, "\\/", "||", [this] { return conjunction(); });
  }

 private:
  Condition conjunction() {
    return chain(ConditionKind::conjunction, "/\\", "&&", [this] { return term(); });
  }

  template <class Part>
  Condition chain(ConditionKind kind, const char* connective, const char* other, Part part) {
    Condition first = part();
    if (!tokens_.next_is(connective) && !tokens_.next_is(other)) return first;
    Condition whole{kind, {}, {}, {std::move(first)}};
    while (tokens_.accept(connective) || tokens_.accept(other)) whole.parts.push_back(part());
    return whole;
  }

  // Recursion: a condition nested deeper than any hand writes must not exhaust the stack.
  Condition term() {
    constexpr unsigned kDeepest = 1000;
    if (++depth_ > kDeepest) tokens_.refuse(tokens_.peek(), "the condition is nested too deep; write it flatter");
    Condition result = term_at_depth();
    --depth_;
    return result;
  }

  Condition term_at_depth() {
    if (tokens_.accept("true")) return {ConditionKind::truth, {}, {}, {}};
    if (tokens_.accept("false")) return {ConditionKind::falsity, {}, {}, {}};
    if (tokens_.accept("not") || tokens_.accept("~")) return {ConditionKind::negation, {}, {}, {term()}};
    if (!tokens_.accept("(")) return equality();
    Condition inner = disjunction();
    tokens_.expect(")", "every '(' needs its ')'");
    return inner;
  }

  Condition equality() {
    Condition result{ConditionKind::equality, observable(), {}, {}};
    tokens_.expect("=", "a term is written 0:x5=1 or x=1");
    tokens_.accept("=");
    result.value = read_value(tokens_, test_);
    return result;
  }

  Observable observable() {
    Observable result;
    if (tokens_.peek().kind == TokenKind::integer) {
      const RegisterName reg = read_register(tokens_);
      result.thread = reg.thread;
      result.register_index = reg.index;
      return result;
    }
    const bool bracketed = tokens_.accept("[");
    result.location = tokens_.take_word("a location, or thread:register").text;
    if (bracketed) tokens_.expect("]", "a location is written x or [x]");
    location(test_, result.location);
    return result;
  }

  TokenStream& tokens_;
  LitmusTest& test_;
  unsigned depth_ = 0;
};

}  // namespace

void read_question(TokenStream& tokens, LitmusTest& test) {
  QuestionReader reader(tokens, test);
  for (bool more = true; more;) {
    more = tokens.accept("locations");
    if (more) reader.read_locations();
    if (!test.filter && tokens.accept("filter")) {
      test.filter = reader.disjunction();
      more = true;
    }
  }
  test.quantifier = reader.read_quantifier();
  test.condition = reader.disjunction();
  if (!tokens.at_end()) tokens.refuse_next("the end of the file after the condition");
  collect_observables(test.condition, test.observed);
  std::sort(test.observed.begin(), test.observed.end());
  test.observed.erase(std::unique(test.observed.begin(), test.observed.end()), test.observed.end());
}

}  // namespace amoeba::litmus

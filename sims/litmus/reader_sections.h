// The sections of a .litmus file, each read by one function into the test; what reader.cpp strings together.
// Errors: LitmusError.
#pragma once
#include "amoeba/litmus/lexer.h"
#include "amoeba/litmus/litmus_test.h"

namespace amoeba::litmus {

// What stands between the braces.
void read_initial_state(TokenStream& tokens, LitmusTest& test);
// The columns from `begin`; returns where the part after the last row begins.
std::size_t read_program(const Source& source, std::size_t begin, LitmusTest& test);
// `locations`, `filter` and the quantified condition.
void read_question(TokenStream& tokens, LitmusTest& test);

// The location of that name, added when it is new.
Location& location(LitmusTest& test, const std::string& name);
// After the thread number and before the register: ":x5".
RegisterName read_register(TokenStream& tokens);
Value read_value(TokenStream& tokens, LitmusTest& test);

}  // namespace amoeba::litmus

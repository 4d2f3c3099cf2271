#include "amoeba/sims/report/assets.h"

// The assembler copies the file between two symbols; the compiler never parses it. CMake passes the folder.
#define AMOEBA_EMBED(name, file)                                                   \
  __asm__(                                                                         \
      ".section .rodata\n"                                                         \
      "amoeba_" #name                                                              \
      "_begin:\n"                                                                  \
      ".incbin \"" AMOEBA_ASSET_FOLDER "/" file                                    \
      "\"\n"                                                                       \
      "amoeba_" #name                                                              \
      "_end:\n"                                                                    \
      ".byte 0\n"                                                                  \
      ".text\n");                                                                  \
  extern "C" {                                                                     \
  __attribute__((visibility("hidden"))) extern const char amoeba_##name##_begin[]; \
  __attribute__((visibility("hidden"))) extern const char amoeba_##name##_end[];   \
  }

AMOEBA_EMBED(style, "report.css")
AMOEBA_EMBED(script, "report.js")
AMOEBA_EMBED(vmexit, "vmexit.js")
AMOEBA_EMBED(charts, "echarts.min.js")

namespace amoeba {
namespace {

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

std::string_view report_style() {
  return between(amoeba_style_begin, amoeba_style_end);
}
std::string_view report_script() {
  return between(amoeba_script_begin, amoeba_script_end);
}
std::string_view vmexit_script() {
  return between(amoeba_vmexit_begin, amoeba_vmexit_end);
}
std::string_view chart_library() {
  return between(amoeba_charts_begin, amoeba_charts_end);
}

}  // namespace amoeba

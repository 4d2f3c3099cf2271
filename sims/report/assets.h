// The files of the reports' pages, embedded at build time.
#pragma once
#include <string_view>

namespace amoeba {

std::string_view report_style();   // report.css
std::string_view report_script();  // report.js
std::string_view vmexit_script();  // vmexit.js
std::string_view chart_library();  // echarts.min.js

}  // namespace amoeba

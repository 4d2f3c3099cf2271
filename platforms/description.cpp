#include "amoeba/platforms/description.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <map>
#include <sstream>

namespace amoeba {
namespace {

// Notes where a document begins, and ignores its contents.
class DocumentStart : public YAML::EventHandler {
 public:
  const YAML::Mark& mark() const { return mark_; }

  void OnDocumentStart(const YAML::Mark& mark) override { mark_ = mark; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

 private:
  YAML::Mark mark_;
};

class Reader {
 public:
  Reader(const std::string& text, const std::string& file, Configuration& configuration)
      : text_(text), file_(file), registry_(parameters_of(configuration)) {}

  void read() {
    const YAML::Node document = parse();
    if (document.IsNull()) return;
    if (!document.IsMap()) fail(document.Mark(), "a description is a map of parameters, such as 'system:'");
    read_group(document, "");
  }

 private:
  [[noreturn]] void fail(const YAML::Mark& mark, const std::string& message) const {
    const SourcePlace place{static_cast<unsigned>(mark.line) + 1, static_cast<unsigned>(mark.column) + 1};
    throw DescriptionError(located_error(text_, file_, place, message), place);
  }

  // YAML::Load ignores what follows the first document, and YAML::LoadAll does not end on a leading comma.
  void refuse_second_document() const {
    std::istringstream stream(text_);
    YAML::Parser parser(stream);
    DocumentStart document;
    if (!parser.HandleNextDocument(document) || !parser.HandleNextDocument(document)) return;
    fail(document.mark(), "a description is one YAML document: here begins another, or stands a stray character");
  }

  YAML::Node parse() const {
    try {
      refuse_second_document();
      return YAML::Load(text_);
    } catch (const YAML::Exception& error) {
      fail(error.mark, "YAML: " + error.msg);
    }
  }

  void read_group(const YAML::Node& group, const std::string& prefix) {
    for (const auto& member : group) {
      const YAML::Node& key = member.first;
      if (!key.IsScalar()) fail(key.Mark(), "a key must be the name of a parameter or of a group");
      const std::string path = prefix + key.Scalar();
      const auto [first, is_new] = seen_.emplace(path, key.Mark().line + 1);
      if (!is_new) fail(key.Mark(), "'" + path + "' is set twice, first in line " + std::to_string(first->second));
      read_member(path, key, member.second);
    }
  }

  void read_member(const std::string& path, const YAML::Node& key, const YAML::Node& value) {
    if (const Parameter* parameter = registry_.find(path)) return read_value(*parameter, key, value);
    if (!registry_.is_group(path)) fail(key.Mark(), registry_.unknown(path));
    if (value.IsNull()) return;
    if (!value.IsMap()) fail(value.Mark(), "'" + path + "' is a group: it needs a map of parameters");
    read_group(value, path + ".");
  }

  void read_value(const Parameter& parameter, const YAML::Node& key, const YAML::Node& value) const {
    if (value.IsNull()) fail(key.Mark(), "'" + parameter.path() + "' has no value: give it " + parameter.rule());
    if (!value.IsScalar()) {
      fail(value.Mark(), "'" + parameter.path() + "' takes a single value: " + parameter.rule());
    }
    const bool tagged = !value.Tag().empty() && value.Tag() != "?" && value.Tag() != "!";
    if (tagged) fail(value.Mark(), "tags are not used in descriptions: leave '" + value.Tag() + "' out");
    try {
      parameter.set(value.Scalar());
    } catch (const ParameterError& error) {
      fail(value.Mark(), error.what());
    }
  }

  const std::string& text_;
  const std::string& file_;
  ParameterRegistry registry_;
  std::map<std::string, int> seen_;  // path -> line
};

}  // namespace

void read_description(const std::string& text, const std::string& file, Configuration& configuration) {
  Configuration result = configuration;
  Reader(text, file, result).read();
  configuration = result;
}

}  // namespace amoeba

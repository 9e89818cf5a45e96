// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/template.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace holdpoint {
namespace {

std::string rendered(const TextTemplate& text, const VariableScope& scope)
{
    VisitorValues values;
    values.vu = 7;
    values.rows.resize(scope.dataSets().size(), 1);
    values.extracted.resize(scope.extractedCount(), {"\"quoted\" & {{id}}\n", true});
    std::string out;
    text.render(values, out);
    return out;
}

/// The text as a header, as an URL, as a form's field and as every string of a JSON body: what is rendered into JSON is JSON, and
/// what is rendered into a form cannot add a field.
void renderEverywhere(const std::string& input)
{
    Plan plan;
    plan.data["terms"] = {"terms", {}, {{"yoga & co"}, {"a\"b\\c"}}, DataSet::Pick::Random, "", "", false, {}};
    plan.data["users"] = {"users", {"email", "id"}, {{"a@x", "7"}, {"b=x&y", "8"}}, DataSet::Pick::Unique, "", "", false, {}};
    plan.secrets["TOKEN"] = Secret("s3cr\"et&");
    VariableScope scope(plan, "burst", 3);
    scope.declareExtracted("token");
    static_cast<void>(rendered(TextTemplate::plain(input, scope), scope));
    static_cast<void>(rendered(TextTemplate::url("http://127.0.0.1/" + input, scope), scope));
    const std::string form = rendered(TextTemplate::form({{"a", input}}, scope), scope);
    if (form.find('&') != std::string::npos || form.find('=') != form.rfind('=')) {
        std::fprintf(stderr, "another field: %s\n", form.c_str());
        std::abort();
    }
    const Json tree{{"value", input}, {"list", {input, 1, nullptr}}, {"inside", "x" + input}};
    const std::string json = rendered(TextTemplate::json(tree, scope), scope);
    if (!parseJson(json, "body")) {
        std::fprintf(stderr, "no JSON: %s\n", json.c_str());
        std::abort();
    }
}

} // namespace
} // namespace holdpoint

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    // JSON text is UTF-8: bytes beyond ASCII come from files that the plan reader has checked before
    std::string text(reinterpret_cast<const char*>(data), size);
    for (char& c : text) {
        c = static_cast<char>(static_cast<unsigned char>(c) & 0x7fU);
    }
    holdpoint::renderEverywhere(text);
    return 0;
}

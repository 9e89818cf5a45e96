// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/base/secret.h"
#include "core/load/random.h"
#include "core/plan/plan.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

/// A value that a step extracted: text, or other JSON as it was written.
struct ExtractedValue
{
    std::string text;
    bool isText = true;
};

/// What templates read of one visitor; sizes follow the VariableScope that compiled them.
struct VisitorValues
{
    std::uint64_t vu = 0; // from 1, over the whole run
    std::uint64_t iteration = 0;
    std::uint64_t seq = 0;  // requests of this visitor so far, the current one included
    std::uint64_t room = 1; // from 1; of a scenario with `room_size`
    Random random;
    std::vector<std::uint32_t> rows; // of this iteration, by data slot
    std::vector<ExtractedValue> extracted;
    std::string webhookId; // empty outside a webhook step
};

/// The names that templates of one scenario may use. Built while compiling, constant afterwards.
class VariableScope
{
public:
    VariableScope(const Plan& plan, std::string scenario, std::int64_t run);

    /// Slot of an extracted name; the same name gives the same slot.
    std::uint32_t declareExtracted(const std::string& name);
    std::uint32_t extractedCount() const { return static_cast<std::uint32_t>(m_extracted.size()); }
    /// Data sets that templates really use, by slot.
    const std::vector<const DataSet*>& dataSets() const { return m_dataSets; }
    /// Names that nothing defines, one sentence each; their text stays as written.
    const std::vector<std::string>& faults() const { return m_faults; }

private:
    friend class TextTemplate;

    const Plan& m_plan;
    std::string m_scenario;
    std::int64_t m_run;
    std::map<std::string, std::uint32_t> m_extracted;
    std::vector<const DataSet*> m_dataSets;
    std::vector<std::string> m_faults;
};

/// Text with `{{...}}` and `${KEY}` (semantics.md §8), taken apart once; render() only appends.
class TextTemplate
{
public:
    TextTemplate() = default;

    /// Nothing in it is a template.
    static TextTemplate literal(std::string_view text);
    /// Values stand as they are: headers, raw bodies.
    static TextTemplate plain(std::string_view text, VariableScope& scope);
    /// Values are percent-encoded, the text around them is not.
    static TextTemplate url(std::string_view text, VariableScope& scope);
    /// `a=b&c=d`, keys and values encoded.
    static TextTemplate form(const std::vector<std::pair<std::string, std::string>>& fields, VariableScope& scope);
    /// Serialised; a value that is exactly one `{{...}}` keeps its type.
    static TextTemplate json(const Json& tree, VariableScope& scope);

    /// `traceparent: 00-...` (W3C Trace Context §3.2), another trace each time it is rendered; `share` of them ask to be sampled.
    static TextTemplate traceParentLine(double share);

    void render(VisitorValues& values, std::string& out) const;
    bool isConstant() const;
    /// The text itself if it is constant.
    std::string constantText() const;
    /// Joined behind this one.
    void append(const TextTemplate& other);

private:
    enum class Escape : std::uint8_t { None, Percent, JsonInside, JsonValue };
    enum class Kind : std::uint8_t {
        Literal,
        Extracted,
        Column,
        Uuid,
        Id,
        Seq,
        Vu,
        Iter,
        Room,
        Now,
        NowMs,
        NowUs,
        Random,
        TraceParent
    };
    struct Part
    {
        Kind kind = Kind::Literal;
        Escape escape = Escape::None;
        std::uint32_t slot = 0;
        std::uint32_t column = 0;
        std::int64_t from = 0; // random(from, to)
        std::int64_t to = 0;
        double share = 0; // TraceParent
        const DataSet* dataSet = nullptr;
        const Json* list = nullptr; // of a plain list: its values with their types
        std::string text;           // Literal, already escaped; Id: what precedes vu and iteration
    };

    void addText(std::string_view text, Escape literals, Escape values, VariableScope& scope);
    void addLiteral(std::string_view text);
    void addVariable(std::string_view expression, Escape literals, Escape escape, VariableScope& scope);
    enum class Meaning { Varies, Constant, Unknown };
    Meaning fillPart(Part& part, std::string_view expression, VariableScope& scope);
    static bool fillColumn(Part& part, std::string_view expression, VariableScope& scope);
    void addJson(const Json& tree, VariableScope& scope);
    void addJsonText(const std::string& text, VariableScope& scope);
    static void renderPart(const Part& part, VisitorValues& values, std::string& out);

    std::vector<Part> m_parts;
};

} // namespace holdpoint

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/flow_reader.h"

#include <optional>

namespace holdpoint {

/// Reads the steps of one flow; what belongs together has a file of its own (flow_, control_, request_ and session_reader.cpp).
/// Extracted names are gathered first, templates are checked when all steps are known.
class FlowReader
{
public:
    FlowReader(ReadContext& context, TemplateScope& scope) : m_context(context), m_scope(scope) {}

    std::vector<Step> list(PlanNode& node);

private:
    std::optional<std::string> kindOf(const PlanNode& node);
    std::optional<Step> step(PlanNode& node);
    void nameAndTags(MapReader& reader, Step& step);
    void target(MapReader& reader, std::string_view key, std::string& out, std::string_view scheme);
    void think(MapReader& reader, Step& step);
    void batch(MapReader& reader, Step& step);
    void group(MapReader& reader, Step& step);

    // Around steps
    void conditional(MapReader& reader, Step& step);
    void repeat(MapReader& reader, Step& step);
    void repeatRule(PlanNode& node, RepeatRule& rule);
    void times(const PlanNode& at, const std::string& text, RepeatRule& rule);
    void oneOf(MapReader& reader, Step& step);
    std::optional<Step> branch(PlanNode& steps, std::string name);

    // Requests
    void http(MapReader& reader, const std::string& kind, Step& step);
    void body(MapReader& reader, HttpStep& request);
    void multipart(PlanNode& node, HttpStep& request);
    MultipartPart part(const std::string& name, PlanNode& node);
    void webhook(MapReader& reader, HttpStep& request);

    // Sessions
    void websocket(MapReader& reader, Step& step);
    void needMarks(const PlanNode& expect, const WebSocketStep& session);
    void browser(MapReader& reader, Step& step);

    ReadContext& m_context;
    TemplateScope& m_scope;
    std::uint64_t m_rounds = 1; // of the repeats around, multiplied
};

} // namespace holdpoint

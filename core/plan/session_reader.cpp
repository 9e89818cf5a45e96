// SPDX-License-Identifier: GPL-3.0-or-later
// Steps that hold a connection or a browser open: `websocket`, `browser`.
#include "core/plan/flow_reading.h"

#include <algorithm>

namespace holdpoint {

void FlowReader::websocket(MapReader& reader, Step& step)
{
    step.kind = StepKind::WebSocket;
    WebSocketStep& session = step.websocket;
    target(reader, "websocket", session.target, "ws");
    step.name = "websocket " + session.target.substr(0, session.target.find_first_of("?#"));
    reader.need("session", "session: 12m");
    reader.duration("session", session.session);
    reader.textMap("headers", session.headers, TextUse::Content);
    if (Nanos timeout{}; reader.duration("timeout", timeout)) {
        session.timeout = timeout;
        if (timeout <= Nanos{0}) {
            m_context.fault(*reader.node().find("timeout"), "`timeout` must be longer than 0");
        }
    }
    if (reader.duration("pong_within", session.pongWithin) && session.pongWithin <= Nanos{0}) {
        m_context.fault(*reader.node().find("pong_within"), "`pong_within` must be longer than 0");
    }
    reader.count("room_size", session.roomSize, 1, 1'000'000);
    if (PlanNode* send = reader.takeMap("send")) {
        MapReader sending(m_context, *send, "`send`");
        sending.need("every", "every: 1s");
        if (sending.duration("every", session.sendEvery) && session.sendEvery <= Nanos{0}) {
            m_context.fault(*send->find("every"), "`every` must be longer than 0");
        }
        if (PlanNode* json = sending.need("json", "json: {seq: \"{{seq}}\"}")) {
            m_context.resolveAll(*json);
            json->markTyped();
            session.message = toJson(*json);
        }
        sending.finish();
    }
    if (PlanNode* expect = reader.takeMap("expect")) {
        MapReader expecting(m_context, *expect, "`expect`");
        expecting.flag("from_others", session.expectFromOthers);
        expecting.flag("ordered", session.expectOrdered);
        if (expecting.duration("within", session.within) && session.within <= Nanos{0}) {
            m_context.fault(*expect->find("within"), "`within` must be longer than 0");
        }
        if (expecting.text("at", session.messageAt, TextUse::Setting) && !session.messageAt.starts_with("/")) {
            m_context.fault(*expect->find("at"), "`at` is a JSON pointer such as /data");
        }
        expecting.finish();
        needMarks(*expect, session);
    }
}

/// Who sent a message, and which of his, is told by two values that the plan puts into it.
void FlowReader::needMarks(const PlanNode& expect, const WebSocketStep& session)
{
    if (!session.expectFromOthers && !session.expectOrdered) {
        return;
    }
    const auto flat = session.message.is_object() ? session.message.flatten() : Json::object();
    for (const char* mark : {"{{seq}}", "{{vu}}"}) {
        if (std::none_of(flat.begin(), flat.end(), [mark](const Json& value) { return value == mark; })) {
            m_context.fault(expect, "to tell who hears whom, `send: json:` needs a value that is exactly " + std::string(mark) +
                                        ", for example {seq: \"{{seq}}\", from: \"{{vu}}\"}");
        }
    }
}

void FlowReader::browser(MapReader& reader, Step& step)
{
    step.kind = StepKind::Browser;
    target(reader, "browser", step.browser.target, "http");
    step.name = "browser " + step.browser.target.substr(0, step.browser.target.find_first_of("?#"));
    if (reader.texts("measure", step.browser.measure, TextUse::Setting)) {
        for (const std::string& vital : step.browser.measure) {
            const PlanNode& at = *reader.node().find("measure");
            if (vital == "inp" || vital == "fid") {
                m_context.fault(
                    at, "`" + vital + "` needs somebody who clicks; a visit only loads the page: measure lcp, fcp, cls or ttfb");
            } else {
                isOneOf(m_context, at, "web vital", vital, {"lcp", "fcp", "cls", "ttfb"});
            }
        }
    }
    reader.textMap("headers", step.browser.headers, TextUse::Content);
    if (Nanos timeout{}; reader.duration("timeout", timeout)) {
        step.browser.timeout = timeout;
        if (timeout <= Nanos{0}) {
            m_context.fault(*reader.node().find("timeout"), "`timeout` must be longer than 0");
        }
    }
}

} // namespace holdpoint

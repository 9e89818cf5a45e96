// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/flow_reader.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/plan/target_url.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

const std::vector<std::string>& methodKeys()
{
    static const std::vector<std::string> kKeys{"get", "post", "put", "patch", "delete", "head", "options"};
    return kKeys;
}

const std::vector<std::string>& kindKeys()
{
    static const std::vector<std::string> kKeys = [] {
        std::vector<std::string> keys = methodKeys();
        keys.insert(keys.end(), {"think", "batch", "webhook", "websocket", "browser", "if", "repeat", "one_of", "group"});
        return keys;
    }();
    return kKeys;
}

bool isMethod(std::string_view key)
{
    return std::find(methodKeys().begin(), methodKeys().end(), key) != methodKeys().end();
}

/// Reads the steps of one flow. Extracted names are gathered first, templates are checked when all steps are known.
class FlowReader
{
public:
    FlowReader(ReadContext& context, TemplateScope& scope) : m_context(context), m_scope(scope) {}

    std::vector<Step> list(PlanNode& node)
    {
        std::vector<Step> steps;
        if (!node.isList()) {
            m_context.fault(node, "a flow is a list of steps, not " + node.described());
            return steps;
        }
        for (PlanNode& item : node.items) {
            if (auto read = step(item)) {
                steps.push_back(std::move(*read));
            }
        }
        return steps;
    }

private:
    /// The one key that names the step's kind, or a fault.
    std::optional<std::string> kindOf(const PlanNode& node)
    {
        std::vector<std::string> found;
        for (const PlanNode& key : node.keys) {
            if (std::find(kindKeys().begin(), kindKeys().end(), key.text) != kindKeys().end()) {
                found.push_back(key.text);
            }
        }
        if (found.size() == 1) {
            return found.front();
        }
        if (found.size() > 1) {
            m_context.fault(node, "this step is both `" + found[0] + "` and `" + found[1] + "`; make it two steps");
            return std::nullopt;
        }
        for (const PlanNode& key : node.keys) {
            if (const std::string near = nearest(shortened(key.text, 60), kindKeys()); !near.empty()) {
                m_context.fault(key, "unknown step `" + shortened(key.text, 60) + "`; did you mean `" + near + "`?");
                return std::nullopt;
            }
        }
        m_context.fault(node, "this step has no kind; one key names it: " + join(kindKeys(), ", "));
        return std::nullopt;
    }

    std::optional<Step> step(PlanNode& node)
    {
        if (!node.isMap()) {
            m_context.fault(node, "a step is a map like {get: /path}, not " + node.described());
            return std::nullopt;
        }
        const auto kind = kindOf(node);
        if (!kind) {
            return std::nullopt;
        }
        if (*kind == "if" || *kind == "repeat" || *kind == "one_of") {
            m_context.fault(node, "`" + *kind + "` is not supported by this version (comes with a later version)");
            return std::nullopt;
        }
        Step result;
        result.line = node.line;
        MapReader reader(m_context, node, "the step `" + *kind + "`");
        if (*kind == "think") {
            think(reader, result);
        } else if (*kind == "batch") {
            batch(reader, result);
        } else if (*kind == "group") {
            group(reader, result);
        } else if (*kind == "websocket") {
            websocket(reader, result);
        } else if (*kind == "browser") {
            browser(reader, result);
        } else {
            http(reader, *kind, result);
        }
        if (*kind != "think" && *kind != "group") {
            nameAndTags(reader, result);
        }
        reader.finish();
        return result;
    }

    void nameAndTags(MapReader& reader, Step& step)
    {
        std::string name;
        if (reader.text("name", name, TextUse::Label)) {
            if (name.empty() || name.find_first_of(",{}") != std::string::npos) {
                m_context.fault(*reader.node().find("name"),
                                "a name is not empty and has none of , { }: it stands in {name:...} of thresholds");
            }
            step.name = name;
        }
        if (PlanNode* tags = reader.take("tags")) {
            step.tags = readTags(m_context, *tags);
        }
    }

    /// Path or URL; the host of a URL cannot be a template, so that it can be checked before the first byte.
    void target(MapReader& reader, std::string_view key, std::string& out, std::string_view scheme)
    {
        if (!reader.text(key, out, TextUse::Url)) {
            return;
        }
        const PlanNode& at = *reader.node().find(key);
        if (out.starts_with("/")) {
            return;
        }
        const auto url = parseTargetUrl(out);
        if (!url) {
            m_context.fault(at, url.error().message);
        } else if (!std::string_view(url->scheme).starts_with(scheme)) {
            m_context.fault(at, "`" + shortened(out, 60) + "` must begin with / or " + std::string(scheme) + "://");
        }
    }

    void http(MapReader& reader, const std::string& kind, Step& step)
    {
        const bool isWebhook = kind == "webhook";
        step.kind = isWebhook ? StepKind::Webhook : StepKind::Http;
        HttpStep& request = step.http;
        request.method = isMethod(kind) ? kind : "post";
        std::transform(request.method.begin(), request.method.end(), request.method.begin(),
                       [](char letter) { return static_cast<char>(letter - 'a' + 'A'); });
        target(reader, kind, request.target, "http");
        step.name = request.method + " " + request.target.substr(0, request.target.find_first_of("?#"));
        reader.textMap("headers", request.headers, TextUse::Content);
        body(reader, request);
        if (PlanNode* checks = reader.take("checks")) {
            request.checks = readChecks(m_context, *checks);
        }
        if (PlanNode* extract = reader.take("extract")) {
            request.extracts = readExtractions(m_context, *extract);
            for (const PlanNode& name : extract->keys) {
                m_scope.extracted.insert(name.text);
            }
        }
        if (Nanos timeout{}; reader.duration("timeout", timeout)) {
            request.timeout = timeout;
            if (timeout <= Nanos{0}) {
                m_context.fault(*reader.node().find("timeout"), "`timeout` must be longer than 0");
            }
        }
        if (std::string version; reader.text("version", version, TextUse::Setting)) {
            isOneOf(m_context, *reader.node().find("version"), "version of HTTP", version, {"1.1", "2", "auto"});
            request.transfer.version = version;
        }
        if (bool follow = false; reader.flag("follow", follow)) {
            request.transfer.follow = follow ? kDefaultRedirects : 0;
        }
        if (isWebhook) {
            webhook(reader, request);
        }
    }

    void body(MapReader& reader, HttpStep& request)
    {
        if (PlanNode* multipart = reader.take("multipart")) {
            m_context.fault(*multipart, "`multipart` is not supported by this version (comes with a later version)");
        }
        int bodies = 0;
        if (PlanNode* json = reader.take("json")) {
            m_context.resolveAll(*json);
            json->markTyped();
            request.json = toJson(*json);
            request.bodyKind = BodyKind::JsonTree;
            ++bodies;
        }
        if (reader.textMap("form", request.form, TextUse::Content)) {
            request.bodyKind = BodyKind::Form;
            ++bodies;
        }
        if (reader.text("body", request.body, TextUse::Content)) {
            request.bodyKind = BodyKind::Raw;
            ++bodies;
        }
        if (bodies > 1) {
            m_context.fault(reader.node(), reader.what() + " has more than one body; keep one of json, form and body");
        }
    }

    void webhook(MapReader& reader, HttpStep& request)
    {
        request.webhookId = "{{uuid}}";
        reader.text("id", request.webhookId, TextUse::Content);
        reader.ratio("redeliver", request.redeliver);
        PlanNode* sign = reader.takeMap("sign");
        if (sign == nullptr) {
            return;
        }
        MapReader signing(m_context, *sign, "`sign`");
        WebhookSigning value;
        signing.need("scheme", "scheme: stripe");
        signing.need("secret", "secret: \"${WEBHOOK_SECRET}\"");
        if (signing.text("scheme", value.scheme, TextUse::Setting)) {
            isOneOf(m_context, *sign->find("scheme"), "signing scheme", value.scheme, {"stripe", "github", "standard-webhooks"});
        }
        signing.text("secret", value.secret, TextUse::Content);
        signing.finish();
        request.sign = std::move(value);
    }

    void think(MapReader& reader, Step& step)
    {
        step.kind = StepKind::Think;
        step.name = "think";
        std::string text;
        if (!reader.text("think", text, TextUse::Setting)) {
            return;
        }
        const auto dots = text.find("..");
        const auto low = parseDuration(trimmed(text.substr(0, dots)));
        const auto high = dots == std::string::npos ? low : parseDuration(trimmed(text.substr(dots + 2)));
        const PlanNode& at = *reader.node().find("think");
        if (!low || !high) {
            m_context.fault(at, "`" + shortened(text, 60) + "` is not a think time: write 2s or 2s..6s");
        } else if (*high < *low) {
            m_context.fault(at, "`" + shortened(text, 60) + "`: the second time must not be shorter than the first");
        } else {
            step.think = {*low, *high};
        }
    }

    void batch(MapReader& reader, Step& step)
    {
        step.kind = StepKind::Batch;
        step.name = "batch";
        PlanNode* members = reader.takeList("batch");
        if (members == nullptr) {
            return;
        }
        if (members->items.empty()) {
            m_context.fault(*members, "this batch is empty; it needs at least one request");
        }
        for (PlanNode& item : members->items) {
            auto member = this->step(item);
            if (member && member->kind != StepKind::Http) {
                m_context.fault(item, "a batch holds requests only (get, post, ...): they all start at once");
            } else if (member) {
                step.steps.push_back(std::move(*member));
            }
        }
    }

    void group(MapReader& reader, Step& step)
    {
        step.kind = StepKind::Group;
        if (reader.text("group", step.name, TextUse::Label) &&
            (step.name.empty() || step.name.find_first_of(",{}") != std::string::npos)) {
            m_context.fault(*reader.node().find("group"), "the name of a group is not empty and has none of , { }");
        }
        if (PlanNode* tags = reader.take("tags")) {
            step.tags = readTags(m_context, *tags);
        }
        if (PlanNode* steps = reader.need("steps", "steps: [{get: /}]")) {
            step.steps = list(*steps);
        }
    }

    void websocket(MapReader& reader, Step& step)
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
    void needMarks(const PlanNode& expect, const WebSocketStep& session)
    {
        if (!session.expectFromOthers && !session.expectOrdered) {
            return;
        }
        const auto flat = session.message.is_object() ? session.message.flatten() : Json::object();
        for (const char* mark : {"{{seq}}", "{{vu}}"}) {
            if (std::none_of(flat.begin(), flat.end(), [mark](const Json& value) { return value == mark; })) {
                m_context.fault(expect, "to tell who hears whom, `send: json:` needs a value that is exactly " +
                                            std::string(mark) + ", for example {seq: \"{{seq}}\", from: \"{{vu}}\"}");
            }
        }
    }

    void browser(MapReader& reader, Step& step)
    {
        step.kind = StepKind::Browser;
        target(reader, "browser", step.browser.target, "http");
        step.name = "browser " + step.browser.target.substr(0, step.browser.target.find_first_of("?#"));
        if (reader.texts("measure", step.browser.measure, TextUse::Setting)) {
            for (const std::string& vital : step.browser.measure) {
                isOneOf(m_context, *reader.node().find("measure"), "web vital", vital,
                        {"lcp", "fcp", "cls", "ttfb", "inp", "fid"});
            }
        }
    }

    ReadContext& m_context;
    TemplateScope& m_scope;
};

} // namespace

std::vector<Step> readFlow(ReadContext& context, PlanNode& node, TemplateScope& scope)
{
    std::vector<Step> steps = FlowReader(context, scope).list(node);
    context.resolveAll(node);
    checkTemplates(context, node, scope);
    return steps;
}

} // namespace holdpoint

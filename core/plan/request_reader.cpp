// SPDX-License-Identifier: GPL-3.0-or-later
// Steps that are one request: the methods and `webhook`.
#include "core/base/text.h"
#include "core/plan/flow_reading.h"
#include "core/plan/transfer_reader.h"

#include <algorithm>
#include <array>
#include <filesystem>

namespace holdpoint {

namespace {

/// By the end of a file's name.
std::string contentTypeOf(const std::string& file)
{
    static constexpr auto kTypes = std::to_array<std::pair<std::string_view, std::string_view>>(
        {{".png", "image/png"},     {".jpg", "image/jpeg"},        {".jpeg", "image/jpeg"},      {".gif", "image/gif"},
         {".webp", "image/webp"},   {".svg", "image/svg+xml"},     {".pdf", "application/pdf"},  {".txt", "text/plain"},
         {".csv", "text/csv"},      {".json", "application/json"}, {".xml", "application/xml"},  {".zip", "application/zip"},
         {".html", "text/html"},    {".md", "text/markdown"},      {".gz", "application/gzip"},  {".mp4", "video/mp4"},
         {".mp3", "audio/mpeg"},    {".yaml", "application/yaml"}, {".yml", "application/yaml"}, {".css", "text/css"},
         {".js", "text/javascript"}});
    const std::string name = lowered(file);
    for (const auto& [ending, type] : kTypes) {
        if (name.ends_with(ending)) {
            return std::string(type);
        }
    }
    return "application/octet-stream";
}

} // namespace

void FlowReader::http(MapReader& reader, const std::string& kind, Step& step)
{
    const bool isWebhook = kind == "webhook";
    step.kind = isWebhook ? StepKind::Webhook : StepKind::Http;
    HttpStep& request = step.http;
    request.method = isWebhook ? "post" : kind;
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
    readTransfer(m_context, reader, request.transfer);
    checkVersion(m_context, reader, request.transfer, request.target.starts_with("/") ? m_context.baseUrl() : request.target);
    if (isWebhook) {
        webhook(reader, request);
    }
}

void FlowReader::body(MapReader& reader, HttpStep& request)
{
    int bodies = 0;
    if (PlanNode* parts = reader.takeMap("multipart")) {
        multipart(*parts, request);
        request.bodyKind = BodyKind::Multipart;
        ++bodies;
    }
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
        m_context.fault(reader.node(), reader.what() + " has more than one body; keep one of json, form, multipart and body");
    }
}

void FlowReader::multipart(PlanNode& node, HttpStep& request)
{
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        const std::string& name = node.keys[i].text;
        PlanNode& item = node.items[i];
        if (item.isList()) { // several parts of one name, as a form with several files sends them
            for (PlanNode& each : item.items) {
                request.multipart.push_back(part(name, each));
            }
        } else {
            request.multipart.push_back(part(name, item));
        }
    }
    if (node.items.empty()) {
        m_context.fault(node, "`multipart` has no part, for example {title: Hello, picture: {file: data/cat.png}}");
    }
}

MultipartPart FlowReader::part(const std::string& name, PlanNode& node)
{
    MultipartPart result;
    result.name = name;
    if (node.isScalar()) {
        result.text = m_context.resolve(node, TextUse::Content).value_or("");
        return result;
    }
    MapReader reader(m_context, node, "the part `" + shortened(name, 60) + "`");
    const bool hasText = reader.text("text", result.text, TextUse::Content);
    const bool hasFile = reader.text("file", result.file, TextUse::Setting);
    reader.text("type", result.contentType, TextUse::Setting);
    const bool hasName = reader.text("name", result.fileName, TextUse::Setting);
    reader.finish();
    if (!reader.isMap()) {
        return result;
    }
    if (hasText == hasFile) {
        m_context.fault(node, reader.what() + " needs either `text` or `file`");
    } else if (hasFile) {
        m_context.takeFile(*node.find("file"), result.file);
        result.fileName = hasName ? result.fileName : std::filesystem::path(result.file).filename().string();
        result.contentType = result.contentType.empty() ? contentTypeOf(result.file) : result.contentType;
    } else if (hasName) {
        m_context.fault(*node.find("name"), "`name` is that of a file; a text has none");
    }
    if (result.contentType.find_first_of("\r\n") != std::string::npos ||
        (!result.contentType.empty() && result.contentType.find('/') == std::string::npos)) {
        m_context.fault(*node.find("type"), "`" + shortened(result.contentType, 60) + "` is no content type: write image/png");
    }
    return result;
}

void FlowReader::webhook(MapReader& reader, HttpStep& request)
{
    if (request.transfer.follow) {
        m_context.fault(*reader.node().find("follow"), "a webhook is not redirected: those who send webhooks do not follow");
    }
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

} // namespace holdpoint

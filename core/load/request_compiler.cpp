// SPDX-License-Identifier: GPL-3.0-or-later
// What one request of a flow sends, how it travels and where its samples go.
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/base/version.h"
#include "core/load/exchange.h"
#include "core/load/flow_compiler.h"
#include "core/load/redirect.h"
#include "core/plan/target_url.h"

#include <algorithm>
#include <re2/re2.h>

namespace holdpoint {

namespace {

constexpr std::size_t kBodyForChecks = 1U << 20U;

bool isTemplated(std::string_view text)
{
    return text.find("{{") != std::string_view::npos || text.find("${") != std::string_view::npos;
}

/// Whether a step's checks want to see a redirect itself.
bool expectsRedirect(const std::vector<CheckRule>& checks)
{
    return std::any_of(checks.begin(), checks.end(), [](const CheckRule& rule) {
        const auto isRedirection = [](int status) { return status / 100 == 3; };
        return rule.kind == CheckRule::Kind::Status &&
               (std::any_of(rule.statuses.begin(), rule.statuses.end(), isRedirection) ||
                std::find(rule.statusClasses.begin(), rule.statusClasses.end(), 3) != rule.statusClasses.end());
    });
}

/// A header's name as a line begins with it, in lower case.
std::string nameOfLine(std::string_view line)
{
    return lowered(line.substr(0, line.find(':')));
}

/// A text keeps `${KEY}` of a secret; env() gives secrets only.
bool namesSecret(std::string_view text)
{
    return text.find("${") != std::string_view::npos || text.find("env(") != std::string_view::npos;
}

/// In a part's head, as browsers write it (HTML §4.10.22.8).
std::string partName(std::string_view text)
{
    std::string escaped;
    for (const char c : text) {
        escaped += c == '"' ? "%22" : c == '\r' ? "%0D" : c == '\n' ? "%0A" : std::string(1, c);
    }
    return escaped;
}

void fillHopHeaders(RequestStep& request)
{
    for (std::size_t variant = 0; variant < request.hopHeaders.size(); ++variant) {
        for (const std::string& line : request.headers.lines) {
            const bool isOtherOrigin = (variant & 2U) != 0;
            const std::string name = nameOfLine(line);
            if (staysInHop(name, (variant & 1U) != 0, isOtherOrigin) && !(isOtherOrigin && holdsSecret(request, name))) {
                request.hopHeaders[variant].lines.push_back(line);
            }
        }
    }
}

} // namespace

void FlowCompiler::addRequest(const Step& step, Tags tags)
{
    auto request = std::make_unique<RequestStep>();
    request->index = m_test.requestCount++;
    request->name = nameFor(step);
    request->method = step.kind == StepKind::Webhook || step.http.method.empty() ? "POST" : step.http.method;
    if (step.kind == StepKind::Http && step.http.method.empty()) {
        request->method = "GET";
    }
    for (const auto& [tag, value] : step.tags) {
        tags[tag] = value;
    }
    tags["name"] = request->name;
    tags["method"] = request->method;

    const bool isPath = step.http.target.starts_with("/");
    std::string base = isPath ? m_plan.environment.baseUrl : "";
    while (base.ends_with("/")) {
        base.pop_back();
    }
    request->url = TextTemplate::url(base + step.http.target, m_scope);
    const std::string& shown = isPath ? base : step.http.target;
    m_test.urls.push_back(shown);
    request->timeout = step.http.timeout.value_or(m_plan.environment.timeout);
    compileBody(step, *request);
    compileHeaders(step, *request);
    compileTransfer(step, *request);
    compileChecks(step, tags, *request);
    if (step.kind == StepKind::Webhook) {
        compileWebhook(step, tags, *request);
    }
    addOpening(*request, shown);
    request->series = seriesFor(tags);
    request->tags = std::move(tags);
    m_result->requests.push_back(std::move(request));
}

/// Notes the connection for this request to be opened before it, unless it is another visitor's each time or may not be needed.
void FlowCompiler::addOpening(const RequestStep& request, const std::string& url)
{
    const auto scheme = url.find("://");
    const std::string origin = url.substr(0, scheme == std::string::npos ? 0 : url.find_first_of("/?#", scheme + 3));
    if (m_result->connections != ConnectionMode::Kept || m_perhapsDepth > 0 || request.acceptsEncoding || origin.empty() ||
        isTemplated(origin)) {
        return;
    }
    Request terms;
    terms.url = origin;
    terms.httpVersion = request.httpVersion;
    terms.clientCertificate = request.clientCertificate;
    terms.timeout = request.timeout;
    const bool isKnown = std::any_of(m_result->openings.begin(), m_result->openings.end(), [&terms](const Request& known) {
        return known.httpVersion == terms.httpVersion && known.clientCertificate == terms.clientCertificate &&
               isSameOrigin(known.url, terms.url);
    });
    if (!isKnown) {
        m_result->openings.push_back(std::move(terms));
    }
}

void FlowCompiler::compileTransfer(const Step& step, RequestStep& request)
{
    const Transfer& own = step.http.transfer;
    const Transfer& common = m_plan.environment.transfer;
    const std::string version = own.version.value_or(common.version.value_or("1.1"));
    request.httpVersion = version == "2" ? HttpVersion::Two : version == "auto" ? HttpVersion::Negotiated : HttpVersion::One;
    const bool isKept = step.kind == StepKind::Webhook || expectsRedirect(step.http.checks);
    request.follow = own.follow.value_or(isKept ? 0 : common.follow.value_or(kDefaultRedirects));
    if (request.follow > 0) {
        fillHopHeaders(request);
    }
    request.acceptsEncoding = own.compression.value_or(common.compression.value_or(false));
    request.isFreshConnection = m_result->connections == ConnectionMode::PerRequest;
    request.maxConnectionAge = m_habits.connectionMaxAge.value_or(Nanos{0});
    if (const auto& files = own.certificate ? own.certificate : common.certificate) {
        request.clientCertificate = certificateOf(*files);
    }
}

/// One for all steps that name the same files.
const ClientCertificate* FlowCompiler::certificateOf(const CertificateFiles& files)
{
    const auto contentOf = [this](const std::string& name) {
        const auto file = m_plan.files.find(name);
        return file != m_plan.files.end() ? file->second.content.reveal()
                                          : TextTemplate::plain(name, m_scope).constantText(); // ${KEY} of a PEM text
    };
    auto certificate = std::make_unique<ClientCertificate>();
    certificate->certificate = contentOf(files.certificate);
    certificate->key = Secret(contentOf(files.key));
    certificate->passphrase = Secret(TextTemplate::plain(files.passphrase, m_scope).constantText());
    for (const auto& known : m_test.certificates) {
        if (known->certificate == certificate->certificate && known->key == certificate->key &&
            known->passphrase == certificate->passphrase) {
            return known.get();
        }
    }
    m_test.certificates.push_back(std::move(certificate));
    return m_test.certificates.back().get();
}

void FlowCompiler::compileBody(const Step& step, RequestStep& request)
{
    switch (step.http.bodyKind) {
    case BodyKind::None:
        return;
    case BodyKind::JsonTree:
        request.body = TextTemplate::json(step.http.json, m_scope);
        break;
    case BodyKind::Form:
        request.body = TextTemplate::form(step.http.form, m_scope);
        break;
    case BodyKind::Multipart:
        compileMultipart(step.http.multipart, request);
        break;
    case BodyKind::Raw:
        request.body = TextTemplate::plain(step.http.body, m_scope);
        break;
    }
    request.hasBody = true;
}

/// RFC 7578.
void FlowCompiler::compileMultipart(const std::vector<MultipartPart>& parts, RequestStep& request)
{
    for (const MultipartPart& part : parts) {
        std::string head = "--" + m_boundary + "\r\nContent-Disposition: form-data; name=\"" + partName(part.name) + "\"";
        if (!part.file.empty()) {
            head += "; filename=\"" + partName(part.fileName) + "\"";
        }
        head += part.contentType.empty() ? "\r\n\r\n" : "\r\nContent-Type: " + part.contentType + "\r\n\r\n";
        request.body.append(TextTemplate::literal(head));
        if (part.file.empty()) {
            request.body.append(TextTemplate::plain(part.text, m_scope));
        } else if (const auto file = m_plan.files.find(part.file); file != m_plan.files.end()) {
            request.body.append(TextTemplate::literal(file->second.content.reveal()));
        }
        request.body.append(TextTemplate::literal("\r\n"));
    }
    request.body.append(TextTemplate::literal("--" + m_boundary + "--\r\n"));
}

void FlowCompiler::compileHeaders(const Step& step, RequestStep& request)
{
    std::vector<std::pair<std::string, std::string>> headers;
    const auto set = [&headers](const std::string& name, const std::string& value) {
        std::erase_if(headers, [&name](const auto& each) { return lowered(each.first) == lowered(name); });
        headers.emplace_back(name, value);
    };
    set("User-Agent", "holdpoint/" + std::string(kVersion) + " (run " + std::to_string(m_run) + ")");
    switch (step.http.bodyKind) {
    case BodyKind::None:
        break;
    case BodyKind::JsonTree:
        set("Content-Type", "application/json");
        break;
    case BodyKind::Form:
        set("Content-Type", "application/x-www-form-urlencoded");
        break;
    case BodyKind::Multipart:
        break;
    case BodyKind::Raw:
        set("Content-Type", "text/plain; charset=utf-8");
        break;
    }
    compileAuth(step, headers, request);
    const bool isHome = isAtHome(step);
    for (const auto& [name, value] : m_plan.environment.headers) {
        if (!isHome && (isCredentialName(lowered(name)) || namesSecret(value))) {
            sayStaysHome(step, name);
            continue;
        }
        // a browser says of each resource what it takes, if its own step does not
        if (step.kind != StepKind::Browser || (lowered(name) != "accept" && lowered(name) != "accept-encoding")) {
            set(name, value);
        }
    }
    for (const auto& [name, value] : step.http.headers) {
        set(name, value);
    }
    for (const auto& [name, value] : headers) {
        if (namesSecret(value)) {
            request.secretHeaders.push_back(lowered(name));
        }
    }
    if (step.http.bodyKind == BodyKind::Multipart) {
        set("Content-Type", "multipart/form-data; boundary=" + m_boundary); // only this one fits the body
    }
    if (std::any_of(headers.begin(), headers.end(), [](const auto& each) { return lowered(each.first) == "cookie"; })) {
        request.hasOwnCookies = true;
    }
    addTraceHeaders(step, headers, request);
    for (const auto& [name, value] : headers) {
        const TextTemplate line = TextTemplate::plain(name + ": " + value, m_scope);
        if (line.isConstant()) {
            request.headers.lines.push_back(line.constantText());
        } else {
            request.ownHeaders.push_back(line);
        }
    }
}

/// What finds the load again in traces and logs, unless the plan has its own. Not for a page: a browser asks another origin first
/// whether it may send headers that no browser has.
void FlowCompiler::addTraceHeaders(const Step& step, const std::vector<std::pair<std::string, std::string>>& headers,
                                   RequestStep& request) const
{
    const auto isMissing = [&headers](std::string_view wanted) {
        return std::none_of(headers.begin(), headers.end(), [wanted](const auto& each) { return lowered(each.first) == wanted; });
    };
    if (step.kind == StepKind::Browser) {
        return;
    }
    if (isMissing("holdpoint-run")) {
        request.headers.lines.push_back("Holdpoint-Run: " + std::to_string(m_run));
    }
    if (isMissing("traceparent")) {
        request.ownHeaders.push_back(TextTemplate::traceParentLine(m_plan.tracedShare));
    }
}

/// Whether the step goes to the origin of base_url, which the credentials of the environment are for.
bool FlowCompiler::isAtHome(const Step& step) const
{
    const std::string& target = step.kind == StepKind::Browser ? step.browser.target : step.http.target;
    const auto base = parseTargetUrl(m_plan.environment.baseUrl);
    const auto own = parseTargetUrl(target);
    return target.starts_with("/") || !base || (own && own->scheme == base->scheme && own->hostAndPort() == base->hostAndPort());
}

void FlowCompiler::sayStaysHome(const Step& step, const std::string& header)
{
    const bool isNamed = std::any_of(step.http.headers.begin(), step.http.headers.end(),
                                     [&header](const auto& own) { return lowered(own.first) == lowered(header); });
    if (!isNamed) {
        m_test.events.push_back("step " + nameFor(step) + " leaves the origin of base_url: the environment's " + header +
                                " is not sent there; a step that needs it names it itself");
    }
}

void FlowCompiler::compileAuth(const Step& step, std::vector<std::pair<std::string, std::string>>& headers, RequestStep& request)
{
    const auto& found = step.http.transfer.auth ? step.http.transfer.auth : m_plan.environment.transfer.auth;
    if (!found || found->kind == Auth::Kind::None) {
        return;
    }
    if (!step.http.transfer.auth && !isAtHome(step)) {
        sayStaysHome(step, "Authorization");
        return;
    }
    if (found->kind == Auth::Kind::Bearer) {
        headers.emplace_back("Authorization", "Bearer " + found->token);
        return;
    }
    TextTemplate pair = TextTemplate::plain(found->user + ":" + found->password, m_scope);
    const bool isReplaced = std::any_of(step.http.headers.begin(), step.http.headers.end(),
                                        [](const auto& each) { return lowered(each.first) == "authorization"; });
    if (isReplaced) {
        return;
    }
    if (pair.isConstant()) {
        request.headers.lines.push_back("Authorization: Basic " + base64Encode(pair.constantText()));
    } else {
        request.basicAuth = std::move(pair);
    }
}

void FlowCompiler::compileChecks(const Step& step, const Tags& tags, RequestStep& request)
{
    request.rules = step.http.checks;
    for (const CheckRule& rule : step.http.checks) {
        const std::string name = request.name + ": " + rule.what;
        CompiledCheck check{rule, name, m_test.series.ofCheck(name, tags), std::nullopt};
        const std::string text = rule.value.is_string() ? rule.value.get<std::string>() : rule.text;
        if (isTemplated(text)) {
            check.expected = TextTemplate::plain(text, m_scope);
        }
        request.checks.push_back(std::move(check));
        if (rule.kind == CheckRule::Kind::Body || rule.kind == CheckRule::Kind::JsonValue) {
            request.bodyCap = kBodyForChecks;
        }
    }
    for (const Extraction& extraction : step.http.extracts) {
        const std::string name = request.name + ": extract " + extraction.name;
        CompiledExtraction compiledOne{
            extraction, m_scope.declareExtracted(extraction.name), {{}, name, m_test.series.ofCheck(name, tags), {}}, {}};
        if (extraction.source == Extraction::Source::Regex) {
            compiledOne.pattern = std::make_shared<const re2::RE2>(extraction.expression, re2::RE2::Quiet);
        }
        request.extractions.push_back(std::move(compiledOne));
        request.bodyCap = kBodyForChecks;
    }
}

void FlowCompiler::compileWebhook(const Step& step, const Tags& tags, RequestStep& request)
{
    CompiledWebhook webhook;
    webhook.id = TextTemplate::plain(step.http.webhookId.empty() ? "{{uuid}}" : step.http.webhookId, m_scope);
    webhook.redeliver = step.http.redeliver;
    if (step.http.sign) {
        const std::string& scheme = step.http.sign->scheme;
        webhook.scheme = scheme == "stripe"   ? WebhookScheme::Stripe
                         : scheme == "github" ? WebhookScheme::GitHub
                                              : WebhookScheme::StandardWebhooks;
        webhook.secret = Secret(TextTemplate::plain(step.http.sign->secret, m_scope).constantText());
    }
    const std::vector<std::string> perName{"name"};
    webhook.sent = m_test.series.list(MetricType::Counter, "webhooks_sent", tags, perName);
    webhook.distinct = m_test.series.list(MetricType::Counter, "webhooks_distinct", tags, perName);
    webhook.redelivered = m_test.series.list(MetricType::Counter, "webhooks_redelivered", tags, perName);
    request.webhook = std::move(webhook);
}

RequestSeries FlowCompiler::seriesFor(const Tags& tags)
{
    SeriesTable& table = m_test.series;
    const std::vector<std::string> perName{"name"};
    const auto trend = [&](const char* metric) { return table.list(MetricType::Trend, metric, tags, perName); };
    RequestSeries series;
    series.requests = table.list(MetricType::Counter, "http_reqs", tags, perName);
    series.failed = table.list(MetricType::Rate, "http_req_failed", tags, perName);
    series.duration = trend("http_req_duration");
    series.serverErrors = table.list(MetricType::Rate, "http_5xx", tags, perName);
    series.dataSent = table.list(MetricType::Counter, "data_sent", tags, perName);
    series.dataReceived = table.list(MetricType::Counter, "data_received", tags, perName);
    series.responseTime = trend("http_req_response_time");
    series.blocked = trend("http_req_blocked");
    series.connecting = trend("http_req_connecting");
    series.tlsHandshaking = trend("http_req_tls_handshaking");
    series.sending = trend("http_req_sending");
    series.waiting = trend("http_req_waiting");
    series.receiving = trend("http_req_receiving");
    series.repeats = table.list(MetricType::Counter, "http_repeats", tags, perName);
    const auto route = [&](Route by, const char* lane, const char* protocol) {
        Tags all = tags;
        all["lane"] = lane;
        all["proto"] = protocol;
        series.routes[static_cast<std::size_t>(by)] = table.only(
            MetricType::Counter, {"http_routes", {{"lane", lane}, {"name", tags.at("name")}, {"proto", protocol}}}, all);
    };
    route(Route::Fast, "fast", "HTTP/1.1");
    route(Route::Http2, "h2", "HTTP/2.0");
    route(Route::MultiHttp1, "multi", "HTTP/1.1");
    route(Route::MultiHttp2, "multi", "HTTP/2.0");
    series.lag = table.list(MetricType::Trend, "generator_lag", tags); // of this machine, not of a step
    return series;
}

} // namespace holdpoint

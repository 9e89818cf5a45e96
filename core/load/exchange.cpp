// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/exchange.h"

#include "core/base/text.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kSideKept = 4096;

std::int64_t unixSeconds()
{
    return std::chrono::duration_cast<Seconds>(systemClock().wallNow().time_since_epoch()).count();
}

std::string requestText(const Request& request)
{
    std::string text = request.method + " " + request.url + "\r\n";
    if (request.sharedHeaders != nullptr) {
        for (const std::string& line : request.sharedHeaders->lines) {
            text += line + "\r\n";
        }
    }
    for (const std::string& line : request.ownHeaders) {
        text += line + "\r\n";
    }
    return text + "\r\n" + request.body.substr(0, kSideKept);
}

} // namespace

void renderRequest(const RequestStep& step, VisitorValues& values, Request& request)
{
    ++values.seq;
    values.webhookId.clear();
    if (step.webhook) {
        std::string id;
        step.webhook->id.render(values, id);
        values.webhookId = std::move(id);
    }
    request.method = step.method;
    request.url.clear();
    step.url.render(values, request.url);
    request.body.clear();
    if (step.hasBody) {
        step.body.render(values, request.body);
    }
    request.sharedHeaders = &step.headers;
    request.ownHeaders.resize(step.ownHeaders.size());
    for (std::size_t i = 0; i < step.ownHeaders.size(); ++i) {
        std::string& line = request.ownHeaders[i];
        line.clear();
        step.ownHeaders[i].render(values, line);
        // A value that came from a server must not become a second header.
        std::replace_if(
            line.begin(), line.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
    }
    request.timeout = step.timeout;
    request.bodyCap = step.bodyCap;
    signRequest(step, values, request);
}

void signRequest(const RequestStep& step, const VisitorValues& values, Request& request)
{
    if (!step.webhook || !step.webhook->scheme) {
        return;
    }
    request.ownHeaders.resize(step.ownHeaders.size());
    for (std::string& line :
         signWebhook(*step.webhook->scheme, step.webhook->secret, values.webhookId, request.body, unixSeconds())) {
        request.ownHeaders.push_back(std::move(line));
    }
}

std::string describeExchange(const Answer& answer, const Redactor& redactor)
{
    Json pair;
    pair["request"] = shortened(redactor.redact(requestText(*answer.request)), kSideKept);
    pair["answer"] =
        shortened(redactor.redact(std::string(answer.head) + std::string(answer.body.substr(0, kSideKept))), kSideKept);
    pair["status"] = answer.status;
    if (answer.error != ErrorClass::None) {
        pair["error"] = redactor.redact(answer.message);
    }
    pair["duration_us"] = answer.phases.duration().count();
    return dumpJson(pair);
}

} // namespace holdpoint

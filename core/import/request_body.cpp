// SPDX-License-Identifier: GPL-3.0-or-later
// The body of a step: JSON, a form, parts or text.
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/import/marked_text.h"
#include "core/import/request_maker.h"
#include "core/import/sensitive.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxBodyBytes = 256U << 10U;

} // namespace

void RequestMaker::addBody(const ForeignRequest& request, HttpStep& http, const std::string& where)
{
    if (request.text.size() > kMaxBodyBytes) {
        m_draft.note(where + ": the body of " + formatBytes(request.text.size()) + " was left out; a plan holds up to " +
                     formatBytes(kMaxBodyBytes));
        return;
    }
    switch (request.body) {
    case ForeignRequest::Body::None:
        return;
    case ForeignRequest::Body::Multipart:
        addMultipart(request, http, where);
        return;
    case ForeignRequest::Body::Form: {
        const TextPairs fields = withoutSecrets(request.fields, where);
        bool isPlain = true;
        for (const auto& [name, value] : fields) {
            const auto key = planText(name);
            const auto text = planText(value);
            const bool isTwice =
                key && std::any_of(http.form.begin(), http.form.end(), [&](const auto& field) { return field.first == *key; });
            isPlain = isPlain && key && text && !isTwice && !key->empty();
            if (isPlain) {
                http.form.emplace_back(*key, *text);
            }
        }
        http.bodyKind = fields.empty() ? BodyKind::None : isPlain ? BodyKind::Form : BodyKind::Raw;
        if (!isPlain) {
            http.form.clear();
            http.body = planForm(fields);
            http.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        }
        return;
    }
    case ForeignRequest::Body::Text:
        if (isJsonMime(mimeOf(request.mime))) {
            if (const auto tree = parseForeignJson(withEscapedMarks(request.text), "body")) {
                addJson(request, *tree, http, where);
                return;
            }
        }
        addRaw(request, http, where);
    }
}

void RequestMaker::addMultipart(const ForeignRequest& request, HttpStep& http, const std::string& where)
{
    for (const auto& [name, value] : withoutSecrets(request.fields, where)) {
        const auto key = planText(name);
        const auto text = planText(value);
        if (!key || key->empty() || !text) {
            m_draft.note(where + ": the part " + labelOf(name, "?") + " was left out, its text cannot stand in a plan");
            continue;
        }
        http.multipart.push_back({*key, *text, "", "", ""});
    }
    http.bodyKind = http.multipart.empty() ? BodyKind::None : BodyKind::Multipart;
    for (const std::string& file : request.files) {
        m_draft.note(where + ": the file " + labelOf(file, "?") + " of its multipart body was left out; add it as " +
                     labelOf(file, "?") + " with `file` and its path");
    }
}

void RequestMaker::addJson(const ForeignRequest& request, const Json& tree, HttpStep& http, const std::string& where)
{
    const Json clean = withoutSecrets(tree, where, 0);
    const std::string mime = headerText(mimeOf(request.mime)).value_or("application/json");
    if (auto json = planJson(clean)) {
        http.bodyKind = BodyKind::JsonTree;
        http.json = std::move(*json);
        if (mime != "application/json") {
            http.headers.emplace_back("Content-Type", mime);
        }
        return;
    }
    http.bodyKind = BodyKind::Raw;
    http.body = planJsonText(clean);
    http.headers.emplace_back("Content-Type", mime);
}

void RequestMaker::addRaw(const ForeignRequest& request, HttpStep& http, const std::string& where)
{
    if (request.text.empty()) {
        return;
    }
    // a text without members to look at: if it may hold a secret, it is not copied
    const std::string lower = lowered(request.text);
    static constexpr std::array<std::string_view, 6> kSuspects{"password", "passwd", "secret", "token", "apikey", "api_key"};
    const bool isSuspect = isSensitiveValue(request.text) || std::any_of(kSuspects.begin(), kSuspects.end(), [&](auto word) {
                               return lower.find(word) != std::string::npos;
                           });
    if (isSuspect && !hasMarks(request.text)) {
        http.bodyKind = BodyKind::Raw;
        http.body =
            *planText(secret("body", request.text, "the whole body of " + where + ", which may hold a password or token"));
        return;
    }
    const auto text = planText(request.text);
    if (!text) {
        m_draft.note(where + ": the body was left out, " +
                     (isUtf8(request.text) ? "it holds ${ or {{, which stand for variables in a plan" : "it is not text"));
        return;
    }
    http.bodyKind = BodyKind::Raw;
    http.body = *text;
    const auto mime = headerText(request.mime);
    if (mime && !mime->empty()) {
        http.headers.emplace_back("Content-Type", *mime);
    }
}

} // namespace holdpoint

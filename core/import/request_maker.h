// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/import/foreign_text.h"
#include "core/import/plan_draft.h"
#include "core/plan/target_url.h"

#include <functional>
#include <map>
#include <optional>

namespace holdpoint {

/// A request as a foreign file has it. Texts are marked text (marked_text.h).
struct ForeignRequest
{
    enum class Body { None, Text, Form, Multipart };

    std::string label; // its name there; may be empty
    std::string method = "GET";
    std::string url; // absolute
    TextPairs headers;
    TextPairs cookies;
    Body body = Body::None;
    std::string mime; // of a text
    std::string text;
    TextPairs fields;                                         // Form, Multipart
    std::vector<std::string> files;                           // Multipart: parts that are files
    std::optional<std::pair<std::string, std::string>> basic; // user and password
    std::string kind;                                         // tag: page, asset, api; empty: none
    std::optional<int> status;                                // that is expected
    bool isBrowser = false;                                   // recorded: headers that only a browser adds are left out
};

/// Makes steps of requests: keeps to the hosts that may be loaded, drops what browsers add, and writes no secret.
class RequestMaker
{
public:
    RequestMaker(PlanDraft& draft, const ImportOptions& options) : m_draft(draft), m_options(options) {}

    /// The first-party host; everything below it becomes a path. Error::Invalid if it is no http(s) URL.
    Result<> setBase(std::string_view url);
    bool hasBase() const { return !m_draft.baseUrl.empty(); }
    /// Asked for a secret's value before a variable is made; gives the expression of the plan that stands for it, e.g.
    /// `{{token}}`.
    using Origin = std::function<std::optional<std::string>(const std::string& name, const std::string& value)>;
    void setOrigin(Origin origin) { m_origin = std::move(origin); }

    /// Nothing if it cannot be a step; why is noted.
    std::optional<Step> step(const ForeignRequest& request);
    /// Marked text in place of the value; the same value gives the same variable.
    std::string secret(std::string_view name, const std::string& value, const std::string& what);
    /// A variable that must be set.
    std::string variable(const std::string& key, const std::string& what);
    /// Third parties as notes, common headers, the plan's text.
    Result<Imported> finish();

private:
    std::optional<std::string> targetOf(const ForeignRequest& request);
    std::string withoutSecretsInUrl(const std::string& url, const std::string& where);
    void addHeaders(const ForeignRequest& request, HttpStep& http, const std::string& where);
    void addBody(const ForeignRequest& request, HttpStep& http, const std::string& where);
    void addJson(const ForeignRequest& request, const Json& tree, HttpStep& http, const std::string& where);
    void addAuth(const std::pair<std::string, std::string>& basic, HttpStep& http, const std::string& where);
    void addMultipart(const ForeignRequest& request, HttpStep& http, const std::string& where);
    void addRaw(const ForeignRequest& request, HttpStep& http, const std::string& where);
    Json withoutSecrets(const Json& tree, const std::string& where, std::size_t depth);
    TextPairs withoutSecrets(const TextPairs& fields, const std::string& where);
    std::string newKey(const std::string& wanted) const;

    PlanDraft& m_draft;
    const ImportOptions& m_options;
    Origin m_origin;
    std::optional<TargetUrl> m_base;
    std::map<std::string, std::string> m_keyOfValue; // secrets
    std::map<std::string, std::size_t> m_thirdParties;
};

} // namespace holdpoint

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/import/importers.h"
#include "core/import/postman_scripts.h"
#include "core/import/request_maker.h"
#include "core/import/sensitive.h"

#include <set>

namespace holdpoint {

/// A scalar as text; empty for anything else.
std::string postmanText(const Json& value);

/// A collection on its way to a plan; used once.
class PostmanImport
{
public:
    PostmanImport(const Json& collection, const ImportOptions& options) : m_collection(collection), m_maker(m_draft, options)
    {
        m_draft.title = labelOf(stringAt(memberAt(collection, "info"), "name"), "Collection");
        m_draft.source = "Postman collection " + m_draft.title + " (" + options.fileName + ")";
    }

    Result<Imported> run();

private:
    // --- variables

    void findExtractions(const Json& items, std::size_t depth);
    static PostmanScript scriptOf(const Json& item);
    std::string filled(std::string_view foreign, const std::string& where, std::size_t depth = 0);
    std::string expressionFor(const std::string& name, const std::string& where, std::size_t depth);
    std::string dynamicFor(const std::string& name, const std::string& where);

    // --- where it goes

    static std::string rawUrl(const Json& url);
    std::string withHost(const std::string& url, std::size_t depth = 0);
    const Json* firstRequest(const Json& items, std::size_t depth);
    static std::string urlOf(const Json& item);
    Result<> findBase(const Json& items);

    // --- steps

    std::vector<Step> steps(const Json& items, const Json& auth, std::size_t depth);
    std::optional<Step> stepOf(const Json& item, const Json& inherited);
    std::string withPathVariables(std::string url, const Json& variables);
    static std::string authValue(const Json& auth, const std::string& type, const std::string& key);
    void addAuth(const Json& auth, ForeignRequest& foreign, const std::string& where);
    void addBody(const Json& body, ForeignRequest& foreign, const std::string& where);
    void addExtractions(const PostmanScript& script, Step& step, const std::string& where);

    static constexpr std::string_view kUnknownBase = "http://127.0.0.1:8080";

    const Json& m_collection;
    PlanDraft m_draft;
    RequestMaker m_maker;
    std::size_t m_filledBytes = 0;
    std::map<std::string, std::string> m_values; // of the collection's variables
    std::set<std::string> m_extracted;           // names that a script sets from an answer
    std::string m_unknownBase;                   // the variable that stands for the host
};

} // namespace holdpoint

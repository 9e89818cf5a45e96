// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/text.h"
#include "core/import/importers.h"
#include "core/import/openapi_schema.h"
#include "core/import/request_maker.h"
#include "core/import/sensitive.h"

namespace holdpoint {

/// A method of a path.
struct OpenApiOperation
{
    std::string path;
    std::string method;
    const Json* json = nullptr;
    const Json* item = nullptr; // the path item
    std::string tag;
    std::string collection; // the path up to its last parameter, for order
    int rank = 0;           // create, list, read, change, delete
};

/// A document on its way to a plan; used once.
class OpenApiImport
{
public:
    OpenApiImport(const Json& document, const ImportOptions& options)
        : m_document(document), m_schema(document), m_maker(m_draft, options)
    {
        const Json& info = memberAt(document, "info");
        m_draft.title = labelOf(stringAt(info, "title"), "API");
        m_draft.source = "OpenAPI " + stringAt(document, "openapi") + " " + m_draft.title + " " + stringAt(info, "version") +
                         " (" + options.fileName + ")";
    }

    Result<Imported> run();

private:
    Result<> findBase();
    std::vector<OpenApiOperation> readOperations();
    static std::string nameOf(std::string_view method, const std::string& path);
    static std::string labelOfPath(std::string name);
    static std::string firstSegment(const std::string& path);
    void findCreators(const std::vector<OpenApiOperation>& operations);
    std::pair<std::string, const Json&> answerOf(const OpenApiOperation& operation);
    std::optional<Step> stepOf(const OpenApiOperation& operation);
    void fillHoles(const OpenApiOperation& operation, std::string& path, bool& isOwn);
    std::vector<const Json*> parametersOf(const OpenApiOperation& operation);
    std::optional<std::string> valueFor(const OpenApiOperation& operation, const std::string& name, bool& isOwn);
    std::string textOf(const Json& value);
    Json exampleOf(const Json& holder, const Json& schema);
    void addParameter(const OpenApiOperation& operation, const Json& parameter, std::string& path, std::string& query,
                      ForeignRequest& request, bool& isOwn, std::vector<std::string>& left);
    void addSecurity(const OpenApiOperation& operation, ForeignRequest& request, std::string& query);
    void addBody(const OpenApiOperation& operation, ForeignRequest& request, const std::string& where);
    void addChecks(const OpenApiOperation& operation, Step& step);
    std::vector<Step>& groupOf(const std::string& tag);
    void assemble();

    const Json& m_document;
    PlanDraft m_draft;
    OpenApiSchema m_schema;
    RequestMaker m_maker;
    std::vector<std::pair<std::string, std::vector<Step>>> m_groups;
    std::map<std::string, std::pair<std::string, std::string>> m_created; // POST path: parameter, member of the answer
};

} // namespace holdpoint

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/import/import.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/import/importers.h"
#include "core/plan/plan_node.h"
#include "core/plan/plan_reader.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

struct FormatWords
{
    ImportFormat format;
    std::string_view word;
    std::string_view title;
    Result<Imported> (*import)(std::string_view, const ImportOptions&);
};

constexpr std::array kFormats{FormatWords{ImportFormat::Har, "har", "HAR", importHar},
                              FormatWords{ImportFormat::OpenApi, "openapi", "OpenAPI", importOpenApi},
                              FormatWords{ImportFormat::Postman, "postman", "Postman", importPostman},
                              FormatWords{ImportFormat::Curl, "curl", "curl", importCurl}};

const FormatWords& wordsOf(ImportFormat format)
{
    return *std::find_if(kFormats.begin(), kFormats.end(), [format](const FormatWords& each) { return each.format == format; });
}

/// What was made is read as any plan is, with every variable set: a plan that the reader refuses is never handed out.
Result<> checkPlan(const Imported& imported)
{
    PlanOptions options;
    for (const ImportVariable& variable : imported.variables) {
        options.overrides[variable.key] = "set";
    }
    const PlanReading reading = readPlanText(imported.plan, "plan.yaml", options);
    if (!reading.isValid()) {
        return fail(Error::Kind::Internal, "the plan that was made cannot be read (" + reading.faults.front().text() +
                                               "); leave that request out of the file, and please report it");
    }
    return {};
}

bool hasKeyOfYaml(std::string_view text, std::string_view key)
{
    for (auto at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
        if (at == 0 || text[at - 1] == '\n') {
            return true;
        }
    }
    return false;
}

} // namespace

std::string_view nameOf(ImportFormat format)
{
    return wordsOf(format).word;
}

std::string_view titleOf(ImportFormat format)
{
    return wordsOf(format).title;
}

Result<ImportFormat> importFormatFrom(std::string_view word)
{
    std::vector<std::string> words;
    for (const FormatWords& each : kFormats) {
        words.emplace_back(each.word);
        if (each.word == word) {
            return each.format;
        }
    }
    return fail(Error::Kind::Invalid,
                "unknown format `" + shortened(word, 40) + "`" + didYouMean(word, words) + " (" + join(words, ", ") + ")");
}

bool isOfK6(std::string_view text)
{
    for (const std::string& each : split(std::string(text.substr(0, 64U << 10U)), '\n')) {
        const std::string_view line = trimmed(each);
        const auto call = line.find("k6 run");
        const bool isWord = call == 0 || (call != std::string_view::npos &&
                                          std::string_view(" \t/;&|(").find(line[call - 1]) != std::string_view::npos);
        const bool isImport = line.starts_with("import") || line.find("require(") != std::string_view::npos;
        const bool isOfModule = line.find("'k6") != std::string_view::npos || line.find("\"k6") != std::string_view::npos;
        if (!line.starts_with("#") && (isWord || (isImport && isOfModule) || line.find("k6/http") != std::string_view::npos)) {
            return true;
        }
    }
    return false;
}

Result<ImportFormat> recognizeImport(std::string_view text)
{
    if (text.starts_with("\xEF\xBB\xBF")) {
        text.remove_prefix(3);
    }
    const std::string_view start = trimmed(text.substr(0, 64U << 10U));
    if (start.starts_with("{")) {
        const auto json = parseForeignJson(text, "the file");
        if (!json) {
            return fail(json.error());
        }
        if (memberAt(*json, "log").is_object()) {
            return ImportFormat::Har;
        }
        if (!memberAt(*json, "openapi").is_null() || !memberAt(*json, "swagger").is_null()) {
            return ImportFormat::OpenApi;
        }
        if (memberAt(*json, "collection").is_object() ||
            (memberAt(*json, "info").is_object() && memberAt(*json, "item").is_array())) {
            return ImportFormat::Postman;
        }
        return fail(Error::Kind::Invalid,
                    "the file is JSON, but neither a HAR recording, nor an OpenAPI document, nor a Postman collection");
    }
    if (hasKeyOfYaml(start, "openapi:") || hasKeyOfYaml(start, "swagger:")) {
        return ImportFormat::OpenApi;
    }
    if (isOfK6(start)) {
        return fail(Error::Kind::Invalid,
                    "the file is a k6 script: `holdpointctl import k6 FILE` makes a plan in which k6 runs it");
    }
    if (start.starts_with("curl ") || start.starts_with("$ curl ") || start.find("\ncurl ") != std::string_view::npos) {
        return ImportFormat::Curl;
    }
    if (hasKeyOfYaml(start, "holdpoint:")) {
        return fail(Error::Kind::Invalid, "the file is a plan already; take it as it is");
    }
    return fail(Error::Kind::Invalid, "the file is none of HAR, OpenAPI 3, Postman collection and curl commands");
}

Result<Imported> importPlan(ImportFormat format, std::string_view text, const ImportOptions& options)
{
    if (text.size() > kMaxImportBytes) {
        return fail(Error::Kind::Invalid,
                    "the file has " + formatBytes(text.size()) + "; up to " + formatBytes(kMaxImportBytes) + " are read");
    }
    if (text.starts_with("\xEF\xBB\xBF")) {
        text.remove_prefix(3);
    }
    ImportOptions own = options;
    own.fileName = options.fileName.empty() || options.fileName == "-" ? "standard input" : shortened(options.fileName, 120);
    for (std::string& host : own.hosts) {
        host = normalizedHost(host);
    }
    auto imported = wordsOf(format).import(text, own);
    if (!imported) {
        return imported;
    }
    if (imported->plan.size() > kMaxPlanBytes) {
        return fail(Error::Kind::Invalid, "the plan would have " + formatBytes(imported->plan.size()) + ", more than " +
                                              formatBytes(kMaxPlanBytes) + "; import a part of it");
    }
    if (const auto checked = checkPlan(*imported); !checked) {
        return fail(checked.error());
    }
    return imported;
}

} // namespace holdpoint

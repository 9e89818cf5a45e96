// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/report_schema.h"

#include "core/base/file.h"

#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace holdpoint::test {

namespace {

/// Objects whose keys are listed take no others here; readers of the published one accept what they do not know.
void close(Json& schema)
{
    if (schema.is_object() && schema.contains("properties") && !schema.contains("additionalProperties")) {
        schema["additionalProperties"] = false;
    }
    for (Json& member : schema) {
        if (member.is_structured()) {
            close(member);
        }
    }
}

} // namespace

std::string reportSchemaFaults(const Json& report)
{
    const auto text = readFile(std::filesystem::path(HOLDPOINT_SOURCE_DIR) / "resources/schemas/report-1.schema.json");
    auto json = text ? parseJson(*text, "schema") : Result<Json>(fail(text.error()));
    if (!json) {
        return json.error().message;
    }
    close(*json);
    try {
        valijson::Schema schema;
        valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(*json), schema);
        valijson::ValidationResults results;
        if (valijson::Validator().validate(schema, valijson::adapters::NlohmannJsonAdapter(report), &results)) {
            return {};
        }
        std::string faults;
        valijson::ValidationResults::Error error;
        while (results.popError(error)) {
            for (const std::string& step : error.context) {
                faults += step;
            }
            faults += ": " + error.description + "\n";
        }
        return faults.empty() ? "it does not follow the schema" : faults;
    } catch (const std::exception& fault) {
        return std::string("the schema cannot be used: ") + fault.what();
    }
}

std::string reportSchemaFaults(const std::filesystem::path& file)
{
    const auto text = readFile(file);
    const auto json = text ? parseJson(*text, file.string()) : Result<Json>(fail(text.error()));
    return json ? reportSchemaFaults(*json) : json.error().message;
}

} // namespace holdpoint::test

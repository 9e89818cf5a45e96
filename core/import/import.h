// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

/// What others wrote down about requests, and a plan can be made of.
enum class ImportFormat { Har, OpenApi, Postman, Curl };
std::string_view nameOf(ImportFormat format);  // "har": the word on the command line
std::string_view titleOf(ImportFormat format); // "HAR"
/// Error::Invalid lists the words.
Result<ImportFormat> importFormatFrom(std::string_view word);
/// A k6 script, or a shell script with a `k6 run` line: for importK6(), which reads what lies beside it too.
bool isOfK6(std::string_view text);
/// By content, never by the file's name. Error::Invalid says what the text seems to be.
Result<ImportFormat> recognizeImport(std::string_view text);

struct ImportOptions
{
    std::string fileName;           // for the plan's head and its name; "-" is standard input
    std::vector<std::string> hosts; // besides the first-party host, those that are loaded too
};

/// A variable that must be set before the plan can be read, and what it stands for.
struct ImportVariable
{
    std::string key;
    std::string what;
};

struct Imported
{
    std::string plan; // YAML; the plan reader takes it without a fault once the variables are set
    std::string baseUrl;
    std::vector<std::string> hosts; // allow_hosts
    std::size_t requests = 0;       // steps that send one
    std::vector<ImportVariable> variables;
    std::vector<std::string> notes; // what could not be taken over, one sentence each; also in the plan's head
};

inline constexpr std::size_t kMaxImportBytes = 256U << 20U;

/// Makes a plan. No value of a cookie, token or password of the text is in the result. Error::Invalid says what is wrong with the
/// text and where. Any thread; a large file takes seconds.
Result<Imported> importPlan(ImportFormat format, std::string_view text, const ImportOptions& options);

} // namespace holdpoint

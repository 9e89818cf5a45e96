// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/import/import.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace holdpoint {
namespace {

/// The first byte chooses: h HAR, o OpenAPI, p Postman, c curl, r what it is recognized as; the rest is the file.
void importForeign(std::string_view input)
{
    if (input.empty()) {
        return;
    }
    const std::string_view text = input.substr(1);
    ImportFormat format = ImportFormat::Har;
    switch (input[0]) {
    case 'h':
        break;
    case 'o':
        format = ImportFormat::OpenApi;
        break;
    case 'p':
        format = ImportFormat::Postman;
        break;
    case 'c':
        format = ImportFormat::Curl;
        break;
    default: {
        const auto recognized = recognizeImport(text);
        if (!recognized) {
            return;
        }
        format = *recognized;
    }
    }
    const auto imported = importPlan(format, text, {"file", {}});
    if (!imported && imported.error().kind == Error::Kind::Internal) { // the plan reader refused what was made
        std::fprintf(stderr, "%s\n", imported.error().message.c_str());
        std::abort();
    }
}

} // namespace
} // namespace holdpoint

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    holdpoint::importForeign({reinterpret_cast<const char*>(data), size});
    return 0;
}

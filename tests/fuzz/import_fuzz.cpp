// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/import/import.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace holdpoint {
namespace {

/// One program a format, so that each has its own corpus and time.
constexpr ImportFormat kFormat = ImportFormat::HOLDPOINT_FUZZ_FORMAT;

void importForeign(std::string_view text)
{
    static_cast<void>(recognizeImport(text));
    const auto imported = importPlan(kFormat, text, {"file", {"other.example"}});
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/frame.h"

#include <cstdlib>

/// The first byte chooses between a line of an agent and a blob of a dossier.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace holdpoint;
    if (size == 0) {
        return 0;
    }
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (data[0] == 'b') {
        static_cast<void>(frameFromBlob(bytes));
        return 0;
    }
    const auto json = parseJson(bytes, "frame");
    const auto frame = json ? frameFromJson(*json) : Result<Frame>(fail(json.error()));
    if (frame && !frameFromBlob(toBlob(*frame))) {
        std::abort();
    }
    return 0;
}

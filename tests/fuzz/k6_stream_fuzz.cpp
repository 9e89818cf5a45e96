// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/k6/k6_exit.h"
#include "core/k6/k6_stream.h"
#include "core/k6/k6_terminal.h"

#include <cstdlib>

/// The first byte says how the bytes are cut; what comes out must be a frame that can be read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace holdpoint;
    if (size == 0) {
        return 0;
    }
    std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::size_t piece = data[0] == '0' ? bytes.size() + 1 : 1U + data[0];
    K6Stream stream({*parseMetricKey("http_req_duration{kind:api}"), *parseMetricKey("http_reqs{status:409}")}, Redactor());
    K6Terminal terminal{Redactor()};
    while (!bytes.empty()) {
        stream.add(bytes.substr(0, piece));
        terminal.add(K6Terminal::Stream::Err, bytes.substr(0, piece));
        bytes.remove_prefix(std::min(piece, bytes.size()));
    }
    stream.finish();
    terminal.finish();
    for (std::uint64_t tick = 0; tick < 3; ++tick) {
        Frame frame;
        frame.seq = tick + 1;
        frame.tick = tick;
        stream.takeSecond(tick == 2 ? 1'000'000 : tick, frame);
        frame.events = terminal.take();
        const auto json = parseJson(dumpJson(toJson(frame)), "frame");
        if (!json || !frameFromJson(*json)) {
            std::abort();
        }
    }
    static_cast<void>(k6VersionFrom({reinterpret_cast<const char*>(data), size}));
    return 0;
}

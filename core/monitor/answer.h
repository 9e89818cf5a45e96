// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <cassert>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace holdpoint {

/// Why a service's fact is not known. It never counts as good, nor as bad.
struct Unknown
{
    enum class Kind {
        NotConfigured, // the plan names no such service, or lacks what the question needs
        Unreachable,   // no connection, or it broke
        Timeout,
        Tls,
        Auth,        // 401, 403, or the service's own word for it
        NotFound,    // 404
        RateLimited, // 429 and its like; retryAt says when, if the service did
        Limit,       // larger than what is read, or more than the service gives
        Status,      // another HTTP status
        Malformed,   // not what the documentation says
        Refused,     // by us: a redirect to another host
        Rejected,    // the service understood and said no
        NoData,      // an empty result, NaN, or several values where one was asked for
        Cancelled
    };

    Kind kind = Kind::Malformed;
    std::string reason; // one sentence without the service's name and without secrets
    std::optional<WallTime> retryAt;
    bool isUnsent = false;   // there was no connection: the service cannot have seen the request
    bool isNoSingle = false; // NoData although something came: NaN, an infinite value, several series
    std::string source{};  // a sensor's: whose failure it is, where that is another source than the one asked; "jaeger"
};

/// "unreachable", "rate limited" ...: for tables and filters.
std::string_view wordOf(Unknown::Kind kind);

/// One exchange as it is kept beside a finding. Nothing in it is a secret.
struct ExchangeRecord
{
    std::string method;
    std::string url;
    int status = 0;      // 0: no answer
    std::string excerpt; // first bytes of the answer's body, at most 2 KiB
    std::size_t bytes = 0;
    Nanos took{};
    WallTime at{}; // when it was asked
};

/// A value, or why it is unknown, or (default) nothing yet; with the exchanges that led there, oldest first.
template <typename T>
class [[nodiscard]] Answer
{
public:
    Answer() = default;
    Answer(T value) : m_state(std::in_place_index<1>, std::move(value)) {}
    Answer(Unknown unknown) : m_state(std::in_place_index<2>, std::move(unknown)) {}

    bool isPending() const { return m_state.index() == 0; }
    bool isKnown() const { return m_state.index() == 1; }
    bool isUnknown() const { return m_state.index() == 2; }
    const T& value() const
    {
        assert(isKnown());
        return *std::get_if<1>(&m_state);
    }
    T& value()
    {
        assert(isKnown());
        return *std::get_if<1>(&m_state);
    }
    const Unknown& unknown() const
    {
        assert(isUnknown());
        return *std::get_if<2>(&m_state);
    }

    std::vector<ExchangeRecord> evidence;

    Answer with(std::vector<ExchangeRecord> exchanges) &&
    {
        evidence = std::move(exchanges);
        return std::move(*this);
    }

private:
    std::variant<std::monostate, T, Unknown> m_state;
};

/// For questions whose answer is only "done".
struct Done
{};

inline Unknown unknown(Unknown::Kind kind, std::string reason)
{
    return Unknown{kind, std::move(reason), std::nullopt, false, {}};
}

inline Unknown malformed(std::string reason)
{
    return unknown(Unknown::Kind::Malformed, std::move(reason));
}

} // namespace holdpoint

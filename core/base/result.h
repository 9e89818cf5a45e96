// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace holdpoint {

/// Why something could not be done. `message` says what failed, with which value, where, and what to do; it holds no secrets.
struct Error
{
    enum class Kind { Invalid, NotFound, Network, Timeout, Refused, Conflict, Cancelled, Internal };

    Kind kind = Kind::Internal;
    std::string message;
};

/// What fail() returns; converts to any Result.
struct Failure
{
    Error error;
};

inline Failure fail(Error::Kind kind, std::string message)
{
    return Failure{Error{kind, std::move(message)}};
}

inline Failure fail(Error error)
{
    return Failure{std::move(error)};
}

/// A value or an Error. Same shape as C++23's std::expected, which may replace it. The world said no: Result; our own mistake:
/// assert.
template <typename T = void>
class [[nodiscard]] Result
{
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Failure failure) : m_state(std::in_place_index<1>, std::move(failure.error)) {}

    explicit operator bool() const { return m_state.index() == 0; }
    T& operator*() &
    {
        assert(*this);
        return *std::get_if<0>(&m_state);
    }
    const T& operator*() const&
    {
        assert(*this);
        return *std::get_if<0>(&m_state);
    }
    T&& operator*() &&
    {
        assert(*this);
        return std::move(*std::get_if<0>(&m_state));
    }
    T* operator->() { return std::get_if<0>(&m_state); }
    const T* operator->() const { return std::get_if<0>(&m_state); }
    const Error& error() const
    {
        assert(!*this);
        return *std::get_if<1>(&m_state);
    }

private:
    std::variant<T, Error> m_state;
};

template <>
class [[nodiscard]] Result<void>
{
public:
    Result() = default;
    Result(Failure failure) : m_error(std::move(failure.error)) {}

    explicit operator bool() const { return !m_error.has_value(); }
    const Error& error() const
    {
        assert(m_error);
        return *m_error;
    }

private:
    std::optional<Error> m_error;
};

} // namespace holdpoint

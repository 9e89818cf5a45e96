// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace holdpoint {

/// A calculation over facts: + - * / ( ), numbers, @facts, and min(a,b), max(a,b).
struct Calculated
{
    double value = 0;
    std::string fault; // what cannot be read, with the place in the text; empty: it was read
};
/// `valueOf` gives a fact's number by its name.
Calculated calculation(std::string_view text, const std::function<double(const std::string&)>& valueOf);

/// What is wrong with the text itself; nullopt if it can be calculated once its facts are known. `${parameters}` stand for
/// numbers.
std::optional<std::string> faultInCalculation(std::string_view text);

} // namespace holdpoint

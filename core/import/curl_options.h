// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace holdpoint {

/// What one option does; `letter` is 0 where there is none.
struct CurlOption
{
    enum class Use {
        Method,
        Header,
        Data,
        DataRaw,
        DataBinary,
        UrlEncode,
        UrlQuery,
        Json,
        Form,
        FormString,
        User,
        Cookie,
        UserAgent,
        Referer,
        Head,
        Get,
        Insecure,
        Url,
        Bearer,
        Upload,
        Silent,
        Lost
    };
    std::string_view name;
    char letter;
    bool takesValue;
    Use use;
};

/// "request" of --request; nullptr if it is not known.
const CurlOption* optionNamed(std::string_view name);
/// 'X' of -X; nullptr if it is not known.
const CurlOption* optionOf(char letter);

} // namespace holdpoint

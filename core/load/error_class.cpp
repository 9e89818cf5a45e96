// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/error_class.h"

namespace holdpoint {

std::string_view nameOf(ErrorClass errorClass)
{
    switch (errorClass) {
    case ErrorClass::None:
        return "";
    case ErrorClass::Dns:
        return "dns";
    case ErrorClass::Connect:
        return "connect";
    case ErrorClass::Tls:
        return "tls";
    case ErrorClass::Timeout:
        return "timeout";
    case ErrorClass::Reset:
        return "reset";
    case ErrorClass::Http4xx:
        return "http_4xx";
    case ErrorClass::Http5xx:
        return "http_5xx";
    case ErrorClass::Protocol:
        return "protocol";
    case ErrorClass::Ws:
        return "ws";
    case ErrorClass::Check:
        return "check";
    case ErrorClass::Generator:
        return "generator";
    case ErrorClass::Interrupted:
        return "interrupted";
    }
    return "";
}

std::optional<ErrorClass> errorClassNamed(std::string_view name)
{
    for (std::size_t i = 1; i < kErrorClassCount; ++i) {
        const auto errorClass = static_cast<ErrorClass>(i);
        if (nameOf(errorClass) == name) {
            return errorClass;
        }
    }
    return std::nullopt;
}

} // namespace holdpoint

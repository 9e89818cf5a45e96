// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/import/curl_options.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

using Use = CurlOption::Use;

/// Of those that are not here, a long one is taken for one without a value, and said.
constexpr std::array kOptions{
    CurlOption{"request", 'X', true, Use::Method},
    CurlOption{"header", 'H', true, Use::Header},
    CurlOption{"data", 'd', true, Use::Data},
    CurlOption{"data-ascii", 0, true, Use::Data},
    CurlOption{"data-raw", 0, true, Use::DataRaw},
    CurlOption{"data-binary", 0, true, Use::DataBinary},
    CurlOption{"data-urlencode", 0, true, Use::UrlEncode},
    CurlOption{"json", 0, true, Use::Json},
    CurlOption{"form", 'F', true, Use::Form},
    CurlOption{"form-string", 0, true, Use::FormString},
    CurlOption{"user", 'u', true, Use::User},
    CurlOption{"oauth2-bearer", 0, true, Use::Bearer},
    CurlOption{"cookie", 'b', true, Use::Cookie},
    CurlOption{"user-agent", 'A', true, Use::UserAgent},
    CurlOption{"referer", 'e', true, Use::Referer},
    CurlOption{"head", 'I', false, Use::Head},
    CurlOption{"get", 'G', false, Use::Get},
    CurlOption{"insecure", 'k', false, Use::Insecure},
    CurlOption{"url", 0, true, Use::Url},
    CurlOption{"http1.0", '0', false, Use::Lost},
    CurlOption{"http1.1", 0, false, Use::Silent},
    CurlOption{"http2", 0, false, Use::Silent},
    CurlOption{"http2-prior-knowledge", 0, false, Use::Lost},
    CurlOption{"http3", 0, false, Use::Lost},
    CurlOption{"compressed", 0, false, Use::Silent},
    CurlOption{"silent", 's', false, Use::Silent},
    CurlOption{"show-error", 'S', false, Use::Silent},
    CurlOption{"verbose", 'v', false, Use::Silent},
    CurlOption{"include", 'i', false, Use::Silent},
    CurlOption{"fail", 'f', false, Use::Silent},
    CurlOption{"fail-with-body", 0, false, Use::Silent},
    CurlOption{"no-buffer", 'N', false, Use::Silent},
    CurlOption{"progress-bar", '#', false, Use::Silent},
    CurlOption{"globoff", 'g', false, Use::Silent},
    CurlOption{"ipv4", '4', false, Use::Silent},
    CurlOption{"ipv6", '6', false, Use::Silent},
    CurlOption{"location", 'L', false, Use::Silent},
    CurlOption{"location-trusted", 0, false, Use::Silent},
    CurlOption{"remote-name", 'O', false, Use::Silent},
    CurlOption{"remote-header-name", 'J', false, Use::Silent},
    CurlOption{"junk-session-cookies", 'j', false, Use::Silent},
    CurlOption{"output", 'o', true, Use::Silent},
    CurlOption{"write-out", 'w', true, Use::Silent},
    CurlOption{"dump-header", 'D', true, Use::Silent},
    CurlOption{"cookie-jar", 'c', true, Use::Silent},
    CurlOption{"max-time", 'm', true, Use::Silent},
    CurlOption{"connect-timeout", 0, true, Use::Silent},
    CurlOption{"retry", 0, true, Use::Silent},
    CurlOption{"retry-delay", 0, true, Use::Silent},
    CurlOption{"max-redirs", 0, true, Use::Silent},
    CurlOption{"cacert", 0, true, Use::Lost},
    CurlOption{"capath", 0, true, Use::Lost},
    CurlOption{"cert", 'E', true, Use::Lost},
    CurlOption{"key", 0, true, Use::Lost},
    CurlOption{"proxy", 'x', true, Use::Lost},
    CurlOption{"proxy-user", 'U', true, Use::Lost},
    CurlOption{"resolve", 0, true, Use::Lost},
    CurlOption{"connect-to", 0, true, Use::Lost},
    CurlOption{"upload-file", 'T', true, Use::Upload},
    CurlOption{"config", 'K', true, Use::Lost},
    CurlOption{"range", 'r', true, Use::Lost},
    CurlOption{"limit-rate", 0, true, Use::Lost},
    CurlOption{"interface", 0, true, Use::Lost},
    CurlOption{"unix-socket", 0, true, Use::Lost},
    CurlOption{"digest", 0, false, Use::Lost},
    CurlOption{"ntlm", 0, false, Use::Lost},
    CurlOption{"negotiate", 0, false, Use::Lost},
    CurlOption{"anyauth", 0, false, Use::Lost},
    CurlOption{"aws-sigv4", 0, true, Use::Lost},
    CurlOption{"basic", 0, false, Use::Silent},
    CurlOption{"url-query", 0, true, Use::UrlQuery},
    CurlOption{"noproxy", 0, true, Use::Silent},
    CurlOption{"output-dir", 0, true, Use::Silent},
    CurlOption{"stderr", 0, true, Use::Silent},
    CurlOption{"trace", 0, true, Use::Silent},
    CurlOption{"trace-ascii", 0, true, Use::Silent},
    CurlOption{"retry-max-time", 0, true, Use::Silent},
    CurlOption{"keepalive-time", 0, true, Use::Silent},
    CurlOption{"max-filesize", 0, true, Use::Silent},
    CurlOption{"speed-limit", 'Y', true, Use::Silent},
    CurlOption{"speed-time", 'y', true, Use::Silent},
    CurlOption{"expect100-timeout", 0, true, Use::Silent},
    CurlOption{"continue-at", 'C', true, Use::Lost},
    CurlOption{"time-cond", 'z', true, Use::Lost},
    CurlOption{"request-target", 0, true, Use::Lost},
    CurlOption{"cert-type", 0, true, Use::Lost},
    CurlOption{"key-type", 0, true, Use::Lost},
    CurlOption{"pass", 0, true, Use::Lost},
    CurlOption{"pinnedpubkey", 0, true, Use::Lost},
    CurlOption{"ciphers", 0, true, Use::Lost},
    CurlOption{"tls13-ciphers", 0, true, Use::Lost},
    CurlOption{"tls-max", 0, true, Use::Lost},
    CurlOption{"socks5", 0, true, Use::Lost},
    CurlOption{"socks5-hostname", 0, true, Use::Lost},
    CurlOption{"preproxy", 0, true, Use::Lost},
    CurlOption{"dns-servers", 0, true, Use::Lost},
    CurlOption{"abstract-unix-socket", 0, true, Use::Lost},
};

} // namespace

const CurlOption* optionNamed(std::string_view name)
{
    const auto found =
        std::find_if(kOptions.begin(), kOptions.end(), [name](const CurlOption& option) { return option.name == name; });
    return found == kOptions.end() ? nullptr : &*found;
}

const CurlOption* optionOf(char letter)
{
    const auto found = std::find_if(kOptions.begin(), kOptions.end(),
                                    [letter](const CurlOption& option) { return letter != 0 && option.letter == letter; });
    return found == kOptions.end() ? nullptr : &*found;
}

} // namespace holdpoint

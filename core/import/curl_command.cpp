// SPDX-License-Identifier: GPL-3.0-or-later
// What curl would make of the words of one command.
#include "core/import/curl_command.h"

#include "core/base/text.h"
#include "core/import/marked_text.h"
#include "core/import/sensitive.h"

#include <algorithm>

namespace holdpoint {

namespace {

using Use = CurlOption::Use;

} // namespace

CurlReader::CurlReader(const ShellCommand& command)
{
    m_result.line = command.line;
    const auto& words = command.words;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (m_areOptionsOver || word.size() < 2 || word[0] != '-') {
            m_result.urls.push_back(word);
        } else if (word == "--") {
            m_areOptionsOver = true;
        } else if (word[1] == '-') {
            longOption(words, i);
        } else {
            shortOptions(words, i);
        }
    }
}

CurlCommand CurlReader::take()
{
    finish();
    return std::move(m_result);
}

void CurlReader::longOption(const std::vector<std::string>& words, std::size_t& i)
{
    const auto equals = words[i].find('=');
    const std::string name = words[i].substr(2, equals == std::string::npos ? equals : equals - 2);
    const CurlOption* option = optionNamed(name);
    if (option == nullptr) {
        m_result.lost.push_back("the option --" + labelOf(name, "?") + " was left out");
        return;
    }
    std::string value = equals == std::string::npos ? "" : words[i].substr(equals + 1);
    if (option->takesValue && equals == std::string::npos && i + 1 < words.size()) {
        value = words[++i];
    }
    apply(*option, value);
}

/// -sSLXPOST and -HAccept:x: letters up to the first that takes the rest.
void CurlReader::shortOptions(const std::vector<std::string>& words, std::size_t& i)
{
    const std::string& word = words[i];
    for (std::size_t at = 1; at < word.size(); ++at) {
        const CurlOption* option = optionOf(word[at]);
        if (option == nullptr) {
            m_result.lost.push_back("the option -" + labelOf(word.substr(at, 1), "?") + " was left out");
            continue;
        }
        if (!option->takesValue) {
            apply(*option, "");
            continue;
        }
        std::string value = word.substr(at + 1);
        if (value.empty() && i + 1 < words.size()) {
            value = words[++i];
        }
        apply(*option, value);
        return;
    }
}

void CurlReader::apply(const CurlOption& option, const std::string& value)
{
    switch (option.use) {
    case Use::Method:
        m_result.method = value;
        break;
    case Use::Header:
        header(value);
        break;
    case Use::Data:
    case Use::DataBinary:
        m_result.isPost = true;
        if (value.starts_with("@")) {
            lostFile(option, value);
        } else {
            m_result.data.push_back(value);
        }
        break;
    case Use::DataRaw:
        m_result.isPost = true;
        m_result.data.push_back(value);
        break;
    case Use::UrlEncode:
        m_result.isPost = true;
        urlEncode(option, value, m_result.data);
        break;
    case Use::UrlQuery:
        urlEncode(option, value, m_query);
        break;
    case Use::Json:
        m_result.isJson = true;
        if (value.starts_with("@")) {
            lostFile(option, value);
        } else {
            m_json += value;
        }
        break;
    case Use::Form:
    case Use::FormString: {
        const auto equals = value.find('=');
        m_result.request.body = ForeignRequest::Body::Multipart;
        const std::string name = value.substr(0, equals);
        const std::string content = equals == std::string::npos ? "" : value.substr(equals + 1);
        if (option.use == Use::Form && (content.starts_with("@") || content.starts_with("<"))) {
            m_result.request.files.push_back(name);
        } else {
            m_result.request.fields.emplace_back(name, content);
        }
        break;
    }
    case Use::User:
        user(value);
        break;
    case Use::Bearer:
        m_result.request.headers.emplace_back("Authorization", "Bearer " + value);
        break;
    case Use::Cookie:
        cookies(option, value);
        break;
    case Use::UserAgent:
        m_result.request.headers.emplace_back("User-Agent", value);
        break;
    case Use::Referer:
        m_result.request.headers.emplace_back("Referer", value);
        break;
    case Use::Head:
        m_result.isHead = true;
        break;
    case Use::Get:
        m_result.isGet = true;
        break;
    case Use::Insecure:
        m_result.isInsecure = true;
        break;
    case Use::Url:
        m_result.urls.push_back(value);
        break;
    case Use::Upload:
        m_result.isUpload = true;
        lostFile(option, value);
        break;
    case Use::Silent:
        break;
    case Use::Lost:
        m_result.lost.push_back("the option --" + std::string(option.name) + " was left out");
        break;
    }
}

void CurlReader::lostFile(const CurlOption& option, const std::string& value)
{
    m_result.lost.push_back("--" + std::string(option.name) + " " + labelOf(value, "@") + " was left out: files are not read");
}

void CurlReader::header(const std::string& value)
{
    const auto colon = value.find(':');
    if (value.starts_with("@")) {
        m_result.lost.push_back("--header " + labelOf(value, "@") + " was left out: files are not read");
    } else if (colon == std::string::npos || trimmed(value.substr(colon + 1)).empty()) {
        return; // `Accept:` takes a header away
    } else if (lowered(trimmed(value.substr(0, colon))) == "cookie") {
        splitCookies(value.substr(colon + 1));
    } else {
        m_result.request.headers.emplace_back(trimmed(value.substr(0, colon)), trimmed(value.substr(colon + 1)));
    }
}

void CurlReader::cookies(const CurlOption& option, const std::string& value)
{
    if (value.find('=') == std::string::npos) {
        lostFile(option, value.empty() ? "\"\"" : value); // a file of cookies; "" only switches them on
        return;
    }
    splitCookies(value);
}

void CurlReader::splitCookies(std::string_view text)
{
    for (const std::string& cookie : split(text, ';')) {
        const auto equals = cookie.find('=');
        if (equals != std::string::npos) {
            m_result.request.cookies.emplace_back(trimmed(cookie.substr(0, equals)), trimmed(cookie.substr(equals + 1)));
        }
    }
}

void CurlReader::user(const std::string& value)
{
    const auto colon = value.find(':');
    m_result.request.basic.emplace(value.substr(0, colon), colon == std::string::npos ? "" : value.substr(colon + 1));
}

/// content, =content, name=content, @file, name@file
void CurlReader::urlEncode(const CurlOption& option, const std::string& value, std::vector<std::string>& parts)
{
    const auto equals = value.find('=');
    const auto at = value.find('@');
    if (equals == std::string::npos && at != std::string::npos) {
        lostFile(option, value);
    } else if (equals == std::string::npos) {
        parts.push_back(percentEncodedLiterals(value));
    } else {
        parts.push_back((equals == 0 ? "" : value.substr(0, equals) + "=") + percentEncodedLiterals(value.substr(equals + 1)));
    }
}

void CurlReader::addToUrls(const std::string& query)
{
    for (std::string& url : m_result.urls) {
        url += query.empty() ? "" : (url.find('?') == std::string::npos ? "?" : "&") + query;
    }
}

void CurlReader::finish()
{
    addToUrls(join(m_query, "&"));
    ForeignRequest& request = m_result.request;
    const std::string data = join(m_result.data, "&");
    std::string mime;
    for (const auto& [name, value] : request.headers) {
        mime = lowered(name) == "content-type" ? value : mime;
    }
    if (m_result.isGet || m_result.isHead) {
        addToUrls(data);
    } else if (m_result.isJson) {
        request.body = ForeignRequest::Body::Text;
        request.mime = mime.empty() ? "application/json" : mime;
        request.text = m_json;
    } else if (!data.empty()) {
        request.mime = mime.empty() ? "application/x-www-form-urlencoded" : mime;
        const std::string type = mimeOf(request.mime);
        // curl sends JSON as a form unless told otherwise; nobody means that
        const bool looksJson =
            mime.empty() && (data[0] == '{' || data[0] == '[') && parseForeignJson(withEscapedMarks(data), "data");
        if (looksJson) {
            request.mime = "application/json";
        }
        if (type == "application/x-www-form-urlencoded" && !looksJson) {
            request.body = ForeignRequest::Body::Form;
            request.fields = formFields(data);
        } else {
            request.body = ForeignRequest::Body::Text;
            request.text = data;
        }
    }
    const bool hasBody = request.body != ForeignRequest::Body::None || m_result.isPost;
    request.method = !m_result.method.empty()     ? m_result.method
                     : m_result.isHead            ? "HEAD"
                     : m_result.isUpload          ? "PUT"
                     : hasBody && !m_result.isGet ? "POST"
                                                  : "GET";
}

} // namespace holdpoint

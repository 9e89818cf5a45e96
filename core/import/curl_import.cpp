// SPDX-License-Identifier: GPL-3.0-or-later
// curl command lines, from a manual, a terminal's history or a browser's "copy as cURL".
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/import/importers.h"
#include "core/import/marked_text.h"
#include "core/import/sensitive.h"
#include "core/import/shell_words.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

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
        Silent,
        Lost
    };
    std::string_view name;
    char letter;
    bool takesValue;
    Use use;
};

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
    CurlOption{"upload-file", 'T', true, Use::Lost},
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
};

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

/// Marked text, percent-encoded where it is literal; + for a blank would do, %20 always does.
std::string encoded(std::string_view text)
{
    std::string result;
    for (const MarkedPiece& piece : piecesOf(text)) {
        result += piece.isExpression ? marked(piece.text) : percentEncode(piece.text);
    }
    return result;
}

/// One curl command on its way to requests.
struct CurlCommand
{
    int line = 1;
    std::string method;
    std::vector<std::string> urls;
    ForeignRequest request;
    std::vector<std::string> data; // parts of the body, joined by &
    bool isJson = false;
    bool isGet = false;
    bool isHead = false;
    bool isInsecure = false;
    std::vector<std::string> lost; // options, as sentences
};

class CurlReader
{
public:
    explicit CurlReader(const ShellCommand& command)
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

    CurlCommand take()
    {
        finish();
        return std::move(m_result);
    }

private:
    void longOption(const std::vector<std::string>& words, std::size_t& i)
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
    void shortOptions(const std::vector<std::string>& words, std::size_t& i)
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

    void apply(const CurlOption& option, const std::string& value)
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
            if (value.starts_with("@")) {
                lostFile(option, value);
            } else {
                m_result.data.push_back(value);
            }
            break;
        case Use::DataRaw:
            m_result.data.push_back(value);
            break;
        case Use::UrlEncode:
            urlEncode(option, value);
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
        case Use::Silent:
            break;
        case Use::Lost:
            m_result.lost.push_back("the option --" + std::string(option.name) + " was left out");
            break;
        }
    }

    void lostFile(const CurlOption& option, const std::string& value)
    {
        m_result.lost.push_back("--" + std::string(option.name) + " " + labelOf(value, "@") +
                                " was left out: files are not read");
    }

    void header(const std::string& value)
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

    void cookies(const CurlOption& option, const std::string& value)
    {
        if (value.find('=') == std::string::npos) {
            lostFile(option, value.empty() ? "\"\"" : value); // a file of cookies; "" only switches them on
            return;
        }
        splitCookies(value);
    }

    void splitCookies(std::string_view text)
    {
        for (const std::string& cookie : split(text, ';')) {
            const auto equals = cookie.find('=');
            if (equals != std::string::npos) {
                m_result.request.cookies.emplace_back(trimmed(cookie.substr(0, equals)), trimmed(cookie.substr(equals + 1)));
            }
        }
    }

    void user(const std::string& value)
    {
        const auto colon = value.find(':');
        m_result.request.basic.emplace(value.substr(0, colon), colon == std::string::npos ? "" : value.substr(colon + 1));
    }

    /// content, =content, name=content, @file, name@file
    void urlEncode(const CurlOption& option, const std::string& value)
    {
        const auto equals = value.find('=');
        const auto at = value.find('@');
        if (equals == std::string::npos && at != std::string::npos) {
            lostFile(option, value);
        } else if (equals == std::string::npos) {
            m_result.data.push_back(encoded(value));
        } else {
            m_result.data.push_back((equals == 0 ? "" : value.substr(0, equals) + "=") + encoded(value.substr(equals + 1)));
        }
    }

    void finish()
    {
        ForeignRequest& request = m_result.request;
        const std::string data = join(m_result.data, "&");
        std::string mime;
        for (const auto& [name, value] : request.headers) {
            mime = lowered(name) == "content-type" ? value : mime;
        }
        if (m_result.isGet || m_result.isHead) {
            for (std::string& url : m_result.urls) {
                if (!data.empty()) {
                    url += (url.find('?') == std::string::npos ? "?" : "&") + data;
                }
            }
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
        const bool hasBody = request.body != ForeignRequest::Body::None || (!m_result.data.empty() && !m_result.isGet);
        request.method = !m_result.method.empty()     ? m_result.method
                         : m_result.isHead            ? "HEAD"
                         : hasBody && !m_result.isGet ? "POST"
                                                      : "GET";
    }

    CurlCommand m_result;
    std::string m_json;
    bool m_areOptionsOver = false;
};

void declareVariables(const ShellCommand& command, RequestMaker& maker)
{
    for (const std::string& word : command.words) {
        for (const MarkedPiece& piece : piecesOf(word)) {
            if (piece.isExpression) { // ${NAME}
                maker.variable(std::string(piece.text.substr(2, piece.text.size() - 3)),
                               "variable of the shell in line " + std::to_string(command.line));
            }
        }
    }
}

bool isBrowserCopy(const ForeignRequest& request)
{
    return std::any_of(request.headers.begin(), request.headers.end(), [](const auto& header) {
        const std::string name = lowered(header.first);
        return name.starts_with("sec-fetch") || name.starts_with("sec-ch-ua") ||
               (name == "user-agent" && header.second.starts_with("Mozilla/"));
    });
}

} // namespace

Result<Imported> importCurl(std::string_view text, const ImportOptions& options)
{
    if (text.find("curl ^\"") != std::string_view::npos || text.find("^\r\n") != std::string_view::npos) {
        return fail(Error::Kind::Invalid, "this command is quoted for cmd.exe; copy it from the browser as cURL (bash)");
    }
    const auto commands = readShellCommands(text);
    if (!commands) {
        return fail(commands.error());
    }
    PlanDraft draft;
    draft.source = "curl commands (" + options.fileName + ")";
    RequestMaker maker(draft, options);
    for (const ShellCommand& command : *commands) {
        const auto slash = command.words.front().rfind('/');
        const std::string program = command.words.front().substr(slash == std::string::npos ? 0 : slash + 1);
        const std::string where = "line " + std::to_string(command.line);
        if (program != "curl" && program != "$") {
            continue; // what a pipe or script does besides
        }
        ShellCommand curl = command;
        if (program == "$" && curl.words.size() > 1 && curl.words[1] == "curl") { // a prompt, copied too
            curl.words.erase(curl.words.begin());
        } else if (program == "$") {
            continue;
        }
        if (curl.hasSubstitution) {
            draft.note(where + " left out: it runs another command, $(..) or `..`, whose text is not known");
            continue;
        }
        declareVariables(curl, maker);
        CurlCommand parsed = CurlReader(curl).take();
        for (const std::string& lost : parsed.lost) {
            draft.note(where + ": " + lost);
        }
        if (parsed.urls.empty()) {
            draft.note(where + " left out: it names no URL");
        }
        for (const std::string& url : parsed.urls) {
            parsed.request.url = url.find("://") == std::string::npos ? "http://" + url : url;
            parsed.request.isBrowser = isBrowserCopy(parsed.request);
            if (hasMarks(parsed.request.url.substr(0, std::min(parsed.request.url.find('/', 8), parsed.request.url.size())))) {
                draft.note(where + " left out: its host is a variable of the shell; write it out");
                continue;
            }
            if (!maker.hasBase()) {
                if (const auto set = maker.setBase(parsed.request.url.substr(
                        0, parsed.request.url.find_first_of("/?#", parsed.request.url.find("://") + 3)));
                    !set) {
                    draft.note(where + " left out: " + set.error().message);
                    continue;
                }
                draft.title = labelOf("Requests to " + draft.allowHosts.front(), "Requests");
            }
            auto step = maker.step(parsed.request);
            if (!step) {
                continue;
            }
            const std::string host = parseTargetUrl(parsed.request.url)->host;
            if (parsed.isInsecure &&
                std::find(draft.insecureHosts.begin(), draft.insecureHosts.end(), host) == draft.insecureHosts.end()) {
                draft.insecureHosts.push_back(host);
            }
            draft.flow.push_back(std::move(*step));
        }
    }
    if (draft.flow.empty()) {
        return fail(Error::Kind::Invalid, "there is no curl command here that a plan can send" +
                                              (draft.notes.empty() ? std::string() : ": " + draft.notes.front()));
    }
    return maker.finish();
}

} // namespace holdpoint

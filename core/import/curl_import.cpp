// SPDX-License-Identifier: GPL-3.0-or-later
// curl command lines, from a manual, a terminal's history or a browser's "copy as cURL".
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/import/curl_command.h"
#include "core/import/importers.h"
#include "core/import/marked_text.h"
#include "core/import/sensitive.h"

#include <algorithm>

namespace holdpoint {

namespace {

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
    draft.flow.push_back(thinkStep(std::chrono::seconds(1), std::chrono::seconds(3)));
    return maker.finish();
}

} // namespace holdpoint

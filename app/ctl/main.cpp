// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/command.h"
#include "core/base/text.h"
#include "core/base/version.h"
#include "core/paper/paper.h"
#include "core/session/alarm_poster.h"

#include <QCoreApplication>
#include <clocale>
#include <curl/curl.h>
#include <iostream>

namespace {

int overview(std::ostream& out)
{
    out << "holdpointctl " << holdpoint::kVersion << ": decide with proof whether a release may go to production\n\n"
        << "Usage: holdpointctl COMMAND ...\n\n";
    for (const holdpoint::Command& command : holdpoint::commands()) {
        out << "  " << command.name << std::string(11 - std::string_view(command.name).size(), ' ') << command.summary << '\n';
    }
    out << "\nholdpointctl COMMAND --help tells more, with examples. Start with: holdpointctl rehearse\n";
    return holdpoint::kExitDone;
}

/// Every command says how it ends: those that only do or fail say so in one line above their examples.
void printHelp(const holdpoint::Command& command)
{
    std::string help = command.help;
    if (const auto examples = help.find("\n\n  holdpointctl "); help.find("\nExit") == std::string::npos) {
        help.insert(examples == std::string::npos ? help.size() : examples,
                    "\nExit: 0 done, 1 it could not be done, 2 wrong use.");
    }
    std::cout << help;
}

int dispatch(const std::vector<std::string>& words)
{
    using namespace holdpoint;
    if (words.empty()) {
        overview(std::cerr);
        return kExitUsage;
    }
    if (words[0] == "--version") {
        std::cout << "holdpointctl " << kVersion << '\n';
        return kExitDone;
    }
    if (words[0] == "help" && words.size() > 1) {
        return dispatch({words[1], "--help"});
    }
    if (words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
        return overview(std::cout);
    }
    std::vector<std::string> names;
    for (const Command& command : commands()) {
        names.emplace_back(command.name);
        if (words[0] != command.name) {
            continue;
        }
        const std::vector<std::string> rest(words.begin() + 1, words.end());
        for (const std::string& word : rest) {
            if (word == "--") {
                break;
            }
            if (word == "--help" || word == "-h") {
                printHelp(command);
                return kExitDone;
            }
        }
        return command.run(rest);
    }
    return complain("unknown command `" + words[0] + "`" + didYouMean(words[0], names), kExitUsage);
}

} // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> words(argv + 1, argv + argc);
    // Pages are drawn without a display. Everything else, the agent first of all, starts without fonts.
    const std::unique_ptr<QCoreApplication> application = holdpoint::needsFonts(words)
                                                              ? holdpoint::makePaperApplication(argc, argv)
                                                              : std::make_unique<QCoreApplication>(argc, argv);
    std::setlocale(LC_NUMERIC, "C"); // the application has set the environment's; reports have one form of numbers everywhere
    QCoreApplication::setApplicationName(QStringLiteral("holdpoint"));
    QCoreApplication::setApplicationVersion(QString::fromLatin1(holdpoint::kVersion));
    curl_global_init(CURL_GLOBAL_DEFAULT);
    int code = holdpoint::kExitError;
    try {
        code = dispatch(words);
    } catch (const std::exception& fault) {
        code = holdpoint::complain(std::string("stopped by an unexpected fault: ") + fault.what(), holdpoint::kExitError);
    }
    if (!std::cout.flush()) { // a full disk behind `>`: what was asked for is not there
        code = holdpoint::complain("the output could not be written: no space, or nobody reads it", holdpoint::kExitError);
    }
    holdpoint::AlarmPoster::endAll();
    curl_global_cleanup();
    return code;
}

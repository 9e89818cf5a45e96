// SPDX-License-Identifier: GPL-3.0-or-later
// The log of section 12: what was changed to make it faster, and what the retests show.
#include "app/ctl/command.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/session/release_log.h"

#include <iostream>

namespace holdpoint {

namespace {

Json listJson(const Report& report)
{
    Json list = Json::array();
    for (const OptimisationReport& each : report.optimisations) {
        list.push_back(toJson(each));
    }
    return Json{{"schema", "holdpoint-optimizations/1"}, {"optimizations", std::move(list)}};
}

void print(const OptimisationReport& each)
{
    const Optimisation& one = each.entry;
    std::cout << one.ref << "  " << one.what << '\n'
              << "   " << formatUtcSeconds(one.at) << ", " << one.by.name << (one.box.empty() ? "" : ", " + one.box)
              << (one.link.empty() ? "" : ", " + one.link) << '\n';
    for (const auto& [title, text] : {std::pair("why", one.why), std::pair("expected", one.expected)}) {
        if (!text.empty()) {
            std::cout << "   " << title << ": " << text << '\n';
        }
    }
    for (const BeforeAfter& test : each.tests) {
        std::cout << "   " << test.test;
        if (test.before && test.after) {
            std::cout << ", run " << test.before->id << " to run " << test.after->id << ": " << nameOf(test.verdict());
        }
        std::cout << (test.why.empty() ? "" : ": " + test.why)
                  << (test.together.empty() ? "" : " (together with " + join(test.together, ", ") + ")") << '\n';
        for (const ComparedFigure& figure : test.figures) {
            if (figure.figure == "p(95)" || figure.verdict == ComparedFigure::Verdict::Worse ||
                figure.verdict == ComparedFigure::Verdict::Better) {
                std::cout << "     " << figureSentence(figure) << '\n';
            }
        }
    }
}

int list(Session& session, bool isJson)
{
    const auto report = session.report();
    if (report == nullptr) {
        return complain(session.lastError(), kExitError);
    }
    if (isJson) {
        std::cout << dumpJsonPretty(listJson(*report)) << '\n';
        return kExitDone;
    }
    for (const OptimisationReport& each : report->optimisations) {
        print(each);
    }
    if (report->optimisations.empty()) {
        std::cout << "No optimisation is logged.\n";
    }
    return kExitDone;
}

} // namespace

int runOptimise(const std::vector<std::string>& words)
{
    const auto arguments =
        argumentsFor("optimise", words,
                     Syntax{{"--what", "--why", "--link", "--expect", "--box", "--finding", "--test", "--at", "--by", "--role"},
                            {"--json"},
                            1,
                            3});
    const auto person = arguments ? personFrom(*arguments) : std::nullopt;
    if (!person) {
        return kExitUsage;
    }
    const std::string verb = arguments->positionals.size() > 1 ? arguments->positionals[1] : "list";
    const std::vector<std::string> verbs{"list", "add", "remove"};
    if (std::find(verbs.begin(), verbs.end(), verb) == verbs.end()) {
        return complain("optimise takes add, remove or nothing, not `" + verb + "`" + didYouMean(verb, verbs), kExitUsage);
    }
    if ((verb == "remove") != (arguments->positionals.size() == 3)) {
        return complain(verb == "remove" ? "remove takes the number of an entry"
                                         : "`" + arguments->positionals.back() + "` is too much",
                        kExitUsage);
    }
    int code = kExitDone;
    const auto session = openDossierOrComplain(arguments->positionals[0], code);
    if (!session) {
        return code;
    }
    if (verb == "list") {
        return list(*session, arguments->has("--json"));
    }
    if (verb == "remove") {
        const auto done = takeBack(*session, kLogOptimisation, arguments->positionals[2], *person);
        if (!done) {
            return complain(done.error());
        }
        std::cout << "optimisation " << arguments->positionals[2] << " taken back; the audit log keeps it\n";
        return kExitDone;
    }
    Optimisation one;
    one.what = arguments->value("--what");
    one.why = arguments->value("--why");
    one.link = arguments->value("--link");
    one.expected = arguments->value("--expect");
    one.box = arguments->value("--box");
    one.finding = arguments->value("--finding");
    one.tests = arguments->all("--test");
    if (const std::string text = arguments->value("--at"); !text.empty()) {
        const auto at = parseUtc(text);
        if (!at) {
            return complain(at.error(), kExitUsage);
        }
        if (*at > systemClock().wallNow()) {
            return complain("--at " + text + " is in the future; an optimisation is logged once it is made", kExitUsage);
        }
        one.at = *at;
    }
    const auto ref = logOptimisation(*session, one, *person);
    if (!ref) {
        return complain(ref.error());
    }
    std::cout << "optimisation " << *ref << " logged" << (one.box.empty() ? "" : ", " + one.box + " confirmed by " + person->name)
              << '\n';
    return kExitDone;
}

} // namespace holdpoint

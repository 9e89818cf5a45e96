// SPDX-License-Identifier: GPL-3.0-or-later
// sign: a role's signature by key, and what belongs to it: request, import, withdraw, refuse, ask.
#include "app/ctl/command.h"
#include "app/ctl/passphrase.h"
#include "app/ctl/stop_signals.h"
#include "app/ctl/table.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/session/sign_job.h"
#include "core/session/sign_request.h"

#include <QEventLoop>
#include <iostream>
#include <unistd.h>

namespace holdpoint {

namespace {

constexpr int kMostTries = 3;

int answer(const Result<>& done, const std::string& said)
{
    if (!done) {
        return complain(done.error());
    }
    std::cout << said << '\n';
    return kExitDone;
}

/// --name and --role, which every signature needs.
std::optional<Person> signerFrom(const Arguments& arguments)
{
    auto person = personFrom(arguments);
    if (person && !person->role) {
        complain("say for which role: --role qa, devops, tech-lead or product-manager", kExitUsage);
        return std::nullopt;
    }
    if (person && trimmed(arguments.value("--name")).empty()) {
        complain("say who signs: --name \"Full Name\"", kExitUsage);
        return std::nullopt;
    }
    if (person) {
        person->name = std::string(trimmed(arguments.value("--name")));
    }
    return person;
}

/// A key file; `agent` or `agent:SHA256:...` takes one that the agent holds.
Result<SigningKey> keyFrom(const std::string& text)
{
    constexpr std::string_view kAgent = "agent";
    SigningKey key;
    key.mayUseAskPass = ::isatty(STDIN_FILENO) != 1;
    if (!text.starts_with(kAgent) || (text.size() > kAgent.size() && text[kAgent.size()] != ':')) {
        key.file = text.starts_with("~/") && std::getenv("HOME") != nullptr ? std::getenv("HOME") + text.substr(1) : text;
        return key;
    }
    const auto keys = agentKeys();
    if (!keys) {
        return fail(keys.error());
    }
    const std::string wanted = text.size() > kAgent.size() ? text.substr(kAgent.size() + 1) : "";
    std::vector<std::string> names;
    for (const SshKey& held : *keys) {
        names.push_back(held.fingerprint + (held.comment.empty() ? "" : " (" + held.comment + ")"));
        if (held.fingerprint == wanted || (wanted.empty() && keys->size() == 1)) {
            key.agentKey = held;
        }
    }
    if (!key.agentKey) {
        return fail(Error::Kind::NotFound, names.empty() ? "the SSH agent holds no key; ssh-add one, or name a key file"
                                                         : "the SSH agent holds " + join(names, ", ") +
                                                               "; name one: --key agent:" + keys->front().fingerprint);
    }
    return key;
}

/// Asks on the terminal; not where there is none, nor after Ctrl-D.
bool askPassphrase(SigningKey& key, const std::string& why)
{
    auto given = ::isatty(STDIN_FILENO) == 1 ? readPassphrase(why + ": ") : std::nullopt;
    if (!given || given->isEmpty()) {
        return false;
    }
    key.passphrase = *std::move(given);
    return true;
}

/// Looks at everything again, and with a key signs then. Without one only that, as before something is signed elsewhere or taken
/// from there; kExitDone: it may be.
int runSignJob(Session& session, const Person& signer, const Arguments& arguments, SigningKey* key = nullptr)
{
    SignJob job(session);
    StopSignals signals;
    QEventLoop loop;
    int code = kExitError;
    int tries = 0;
    const auto end = [&](int with) {
        code = with;
        loop.quit();
    };
    QObject::connect(&signals, &StopSignals::received, &loop, [&] {
        job.stop();
        end(complain(key != nullptr ? "stopped; nothing was signed" : "stopped; nothing was written", kExitStopped));
    });
    QObject::connect(&job, &SignJob::progressed, [](const QString& line) { std::cerr << line.toStdString() << '\n'; });
    QObject::connect(&job, &SignJob::prepared, [&] { key != nullptr ? job.sign(*key) : end(kExitDone); });
    QObject::connect(&job, &SignJob::refused, [&](const QString& why) { end(complain(why.toStdString(), kExitError)); });
    QObject::connect(&job, &SignJob::keyRefused, [&](SignFault fault, const QString& why) {
        if (fault != SignFault::Other && tries++ < kMostTries && askPassphrase(*key, why.toStdString())) {
            job.sign(*key);
            return;
        }
        end(complain(why.toStdString(), kExitError));
    });
    QObject::connect(&job, &SignJob::signedOff, [&] { end(kExitDone); });
    SignJob::Request request;
    request.role = *signer.role;
    request.by = signer;
    request.mayRunCommands = arguments.has("--yes");
    if (const auto started = job.start(request); !started) {
        return complain(started.error());
    }
    loop.exec();
    return code;
}

int importFrom(Session& session, const Arguments& arguments)
{
    const auto by = personFrom(arguments);
    if (!by) {
        return kExitUsage;
    }
    if (arguments.positionals.size() != 3) {
        return complain("import needs the folder: sign DOSSIER import FOLDER", kExitUsage);
    }
    const auto waiting = session.signaturesToImport(arguments.positionals[2]);
    if (!waiting) {
        return complain(waiting.error());
    }
    if (const int code = runSignJob(session, {waiting->front().name, waiting->front().role, by->osUser}, arguments);
        code != kExitDone) {
        return code;
    }
    const auto taken = session.importSignatures(arguments.positionals[2], *by);
    if (!taken) {
        return complain(taken.error());
    }
    for (const Role role : *taken) {
        std::cout << titleOf(role) << ": signature taken\n";
    }
    return kExitDone;
}

int signWithKey(Session& session, const Person& person, const Arguments& arguments)
{
    auto key = keyFrom(arguments.value("--key"));
    if (!key) {
        return complain(key.error());
    }
    const int code = runSignJob(session, person, arguments, &*key);
    if (code == kExitDone) {
        const auto report = session.report();
        const auto valid = std::count_if(report->signatures.begin(), report->signatures.end(),
                                         [](const Signature& signature) { return signature.status == SignatureStatus::Valid; });
        const auto own = std::find_if(report->signatures.begin(), report->signatures.end(),
                                      [&](const SignatureRecord& each) { return each.role == *person.role; });
        std::cout << titleOf(*person.role) << ": signed by " << person.name
                  << (own == report->signatures.end() ? "" : " with the key of " + own->principal) << ", record "
                  << report->recordSha256.substr(0, 16) << "..., " << valid << " of 4 signatures"
                  << (report->isReleased ? ": released" : "") << '\n';
    }
    return code;
}

/// A request that was carried here from another machine.
int signRequest(const std::filesystem::path& folder, const Arguments& arguments)
{
    const auto request = openSignRequest(folder);
    if (!request) {
        return complain(request.error());
    }
    auto key = arguments.value("--key").empty() ? Result<SigningKey>(fail(Error::Kind::Invalid, "say with which key: --key FILE"))
                                                : keyFrom(arguments.value("--key"));
    if (!key) {
        return complain(key.error());
    }
    std::cout << request->sentence << '\n'
              << titleOf(request->role) << " " << request->name << ": " << meaningOf(request->role) << '\n';
    SignAnswer given;
    for (int tries = 0;; ++tries) {
        const std::string touch = presencePrompt(key->agentKey ? key->agentKey : publicKeyOf(key->file));
        std::cerr << touch << (touch.empty() ? "" : "\n");
        given = signBytes(request->bytes, kSignoffNamespace, *key);
        if (given.given || given.fault == SignFault::Other || tries == kMostTries || !askPassphrase(*key, given.sentence)) {
            break;
        }
    }
    if (!given.given) {
        return complain(given.sentence, kExitError);
    }
    const auto file = folder / (signoffFileName(request->role) + ".sig");
    return answer(writeFileAtomically(file, given.given->armor),
                  file.string() + " written; send the folder back: holdpointctl sign DOSSIER import FOLDER");
}

int showStatus(Session& session)
{
    const auto report = session.report();
    if (report == nullptr) {
        return complain(session.lastError(), kExitError);
    }
    const auto asked = askedRoles(session.dossier());
    Table table({"Role", "State", "Name", "At", "Key", "Remark"});
    for (const SignatureRecord& signature : report->signatures) {
        std::string remark =
            signature.status == SignatureStatus::Invalid ? "must sign again: " + signature.reason : signature.reason;
        if (asked && signature.status == SignatureStatus::Pending && asked->contains(signature.role)) {
            const Asked& last = asked->at(signature.role);
            remark = "asked by " + last.way + " at " + formatUtcSeconds(last.at);
        }
        table.add({std::string(titleOf(signature.role)), std::string(nameOf(signature.status)), signature.name,
                   signature.at ? formatUtcSeconds(*signature.at) : "",
                   signature.key + (signature.principal.empty() ? "" : " " + signature.principal), remark});
    }
    std::cout << "Record: " << (report->recordSha256.empty() ? "not frozen yet, decide the Sign-off gate" : report->recordSha256)
              << '\n'
              << table.text();
    if (const std::string since = sinceFreezeSentence(*report); !since.empty()) {
        std::cout << since << '\n';
    }
    return kExitDone;
}

int ask(Session& session, const Person& person, const Arguments& arguments)
{
    const auto report = session.report();
    if (report == nullptr) {
        return complain(session.lastError(), kExitError);
    }
    if (report->recordSha256.empty()) {
        return complain("there is no record to sign yet: decide the Sign-off gate first, it freezes the record", kExitError);
    }
    const AskText text = askText(*report, *person.role, person.name, session.dossier().file());
    if (arguments.has("--slack")) {
        const auto posted = postAsk(session.plan(), text.slack);
        return posted ? answer(session.noteAsked(*person.role, "slack", person), "Asked in Slack: " + *posted)
                      : complain(posted.error());
    }
    std::cout << "Subject: " << text.subject << "\n\n" << text.body;
    const auto noted = session.noteAsked(*person.role, "mail", person);
    return noted ? kExitDone : complain(noted.error());
}

int act(Session& session, const std::string& verb, const Arguments& arguments)
{
    if (verb == "import") {
        return importFrom(session, arguments);
    }
    const auto person = signerFrom(arguments);
    if (!person) {
        return kExitUsage;
    }
    const Role role = *person->role;
    const std::string reason = arguments.value("--reason");
    if (verb == "request") {
        const std::string folder =
            arguments.value("--out").empty() ? "sign-" + std::string(nameOf(role)) : arguments.value("--out");
        if (const int code = runSignJob(session, *person, arguments); code != kExitDone) {
            return code;
        }
        const auto written = session.exportSignRequest(role, *person, folder);
        return written ? answer({}, folder + " written; HOW-TO-SIGN.txt in it says the rest") : complain(written.error());
    }
    if (verb == "withdraw") {
        return answer(session.withdrawSignature(role, *person, reason),
                      std::string(titleOf(role)) + ": withdrawn by " + person->name);
    }
    if (verb == "refuse") {
        return answer(session.refuseSignature(role, *person, reason), std::string(titleOf(role)) + ": refuses to sign");
    }
    if (verb == "ask") {
        return ask(session, *person, arguments);
    }
    const std::vector<std::string> verbs{"request", "import", "withdraw", "refuse", "ask"};
    const std::string meant = didYouMean(verb, verbs);
    return complain("unknown action `" + verb + "`" + (meant.empty() ? "; it is one of " + join(verbs, ", ") : meant),
                    kExitUsage);
}

} // namespace

int runSign(const std::vector<std::string>& words)
{
    const auto arguments = argumentsFor("sign", words,
                                        Syntax{{"--role", "--name", "--key", "--reason", "--out", "--env-file", "-e", "--by"},
                                               {"--unverified", "--slack", "--yes"},
                                               1,
                                               3});
    const auto options = arguments ? planOptionsFrom(*arguments) : std::nullopt;
    if (!options) {
        return kExitUsage;
    }
    const std::filesystem::path place = arguments->positionals[0];
    std::error_code ignored;
    if (std::filesystem::is_directory(place, ignored)) {
        return signRequest(place, *arguments);
    }
    const bool hasKey = !arguments->value("--key").empty();
    if (hasKey && arguments->has("--unverified")) {
        return complain("--key signs, --unverified records a typed name: take one", kExitUsage);
    }
    int code = kExitDone;
    const auto session = openDossierOrComplain(place.string(), code, *options);
    if (!session) {
        return code;
    }
    if (arguments->positionals.size() > 1) {
        return act(*session, arguments->positionals[1], *arguments);
    }
    if (!hasKey && !arguments->has("--unverified")) {
        return arguments->value("--role").empty() && arguments->value("--name").empty()
                   ? showStatus(*session)
                   : complain("say how: --key FILE signs, --unverified records a typed name that never counts", kExitUsage);
    }
    const auto person = signerFrom(*arguments);
    if (!person) {
        return kExitUsage;
    }
    if (hasKey) {
        return signWithKey(*session, *person, *arguments);
    }
    return answer(session->recordApproval(*person->role, *person, arguments->value("--reason")),
                  std::string(titleOf(*person->role)) + ": recorded as UNVERIFIED; it does not count towards the four");
}

} // namespace holdpoint

// SPDX-License-Identifier: GPL-3.0-or-later
// How requests travel and what visitors keep: keys that a step, a scenario or the environment may have.
#include "core/plan/transfer_reader.h"

#include "core/base/text.h"
#include "core/base/units.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::int64_t kMaxRedirects = 50;
constexpr std::string_view kPemBegin = "-----BEGIN";

void readFollow(ReadContext& context, MapReader& reader, Transfer& transfer)
{
    std::string text;
    if (!reader.text("follow", text, TextUse::Setting)) {
        return;
    }
    const auto number = parseInteger(text);
    if (text == "true" || text == "false") {
        transfer.follow = text == "true" ? kDefaultRedirects : 0;
    } else if (number && *number >= 0 && *number <= kMaxRedirects) {
        transfer.follow = static_cast<int>(*number);
    } else {
        context.fault(*reader.node().find("follow"), "`follow` is true, false, or how many redirects at most (0 to " +
                                                         std::to_string(kMaxRedirects) + "), not `" + shortened(text, 60) + "`");
    }
}

Auth readAuth(ReadContext& context, PlanNode& node)
{
    Auth auth;
    if (node.isScalar()) {
        const auto text = context.resolve(node, TextUse::Setting);
        if (text && *text != "none") {
            context.fault(node, "`auth` is {basic: {user: ..., password: ...}}, {bearer: \"{{token}}\"} or none");
        }
        return auth;
    }
    MapReader reader(context, node, "`auth`");
    if (PlanNode* basic = reader.takeMap("basic")) {
        auth.kind = Auth::Kind::Basic;
        MapReader pair(context, *basic, "`basic`");
        pair.need("user", "user: tester");
        pair.need("password", "password: \"${PASSWORD}\"");
        if (pair.text("user", auth.user, TextUse::Content) && auth.user.find(':') != std::string::npos) {
            context.fault(*basic->find("user"), "a user's name has no colon: it ends the name in the header");
        }
        pair.text("password", auth.password, TextUse::Content);
        pair.finish();
    }
    if (reader.text("bearer", auth.token, TextUse::Content)) {
        if (auth.kind == Auth::Kind::Basic) {
            context.fault(*node.find("bearer"), "`auth` is either `basic` or `bearer`");
        }
        auth.kind = Auth::Kind::Bearer;
    }
    if (node.isMap() && node.keys.empty()) {
        context.fault(node, "`auth` is empty; write none to send no Authorization");
    }
    reader.finish();
    return auth;
}

/// A PEM file beside the plan, or `${KEY}` of an env file that holds its text.
void readPem(ReadContext& context, MapReader& reader, std::string_view key, std::string& out)
{
    reader.need(key, std::string(key) + ": certs/client.pem");
    if (!reader.text(key, out, TextUse::Content)) {
        return;
    }
    const PlanNode& at = *reader.node().find(key);
    const std::string name = "`" + std::string(key) + "`";
    if (out.starts_with("${")) {
        const std::string variable = out.substr(2, out.find_first_of("}:") - 2);
        const auto secret = context.secrets().find(variable);
        if (!context.isResolvedPlan() && (secret == context.secrets().end() || !secret->second.reveal().starts_with(kPemBegin))) {
            context.fault(at, name + ": " + variable + " does not hold a PEM text (" + std::string(kPemBegin) +
                                  " ...); the path of a file is written as it is, or given with -e");
        }
        return;
    }
    if (out.starts_with(kPemBegin)) {
        context.fault(at, name + " holds the PEM text itself: put it into a file beside the plan, or into an env file");
        return;
    }
    const PlanFile* file = context.takeFile(at, out);
    if (file != nullptr && !context.isResolvedPlan() && file->content.reveal().find(kPemBegin) == std::string::npos) {
        context.fault(at, "`" + shortened(out, 60) + "` is no PEM file: it has no line " + std::string(kPemBegin) + " ...");
    }
}

CertificateFiles readCertificate(ReadContext& context, PlanNode& node)
{
    CertificateFiles files;
    MapReader reader(context, node, "`client_certificate`");
    if (reader.isMap()) {
        readPem(context, reader, "cert", files.certificate);
        readPem(context, reader, "key", files.key);
        reader.text("passphrase", files.passphrase, TextUse::Content);
        reader.finish();
    }
    return files;
}

} // namespace

void readTransfer(ReadContext& context, MapReader& reader, Transfer& transfer)
{
    if (std::string version; reader.text("version", version, TextUse::Setting)) {
        isOneOf(context, *reader.node().find("version"), "version of HTTP", version, {"1.1", "2", "auto"});
        transfer.version = version;
    }
    readFollow(context, reader, transfer);
    if (bool compression = false; reader.flag("compression", compression)) {
        transfer.compression = compression;
    }
    if (PlanNode* auth = reader.take("auth")) {
        transfer.auth = readAuth(context, *auth);
    }
    if (PlanNode* certificate = reader.take("client_certificate")) {
        transfer.certificate = readCertificate(context, *certificate);
    }
}

void checkVersion(ReadContext& context, MapReader& reader, const Transfer& transfer, std::string_view url)
{
    if (transfer.version == "2" && url.starts_with("http://")) {
        context.fault(*reader.node().find("version"),
                      "HTTP/2 is spoken over TLS only, and this goes to http://; write https:// or leave `version` out");
    }
}

void readHabits(ReadContext& context, MapReader& reader, VisitorHabits& habits)
{
    if (std::string text;
        reader.text("cookies", text, TextUse::Setting) &&
        isOneOf(context, *reader.node().find("cookies"), "way with cookies", text, {"per_vu", "per_iteration", "off"})) {
        habits.cookies = text == "per_vu" ? CookieMode::PerVu : text == "off" ? CookieMode::Off : CookieMode::PerIteration;
    }
    if (std::string text; reader.text("connections", text, TextUse::Setting) &&
                          isOneOf(context, *reader.node().find("connections"), "way with connections", text,
                                  {"kept", "per_iteration", "per_request"})) {
        habits.connections = text == "kept"          ? ConnectionMode::Kept
                             : text == "per_request" ? ConnectionMode::PerRequest
                                                     : ConnectionMode::PerIteration;
    }
    if (Nanos age{}; reader.duration("connection_max_age", age)) {
        habits.connectionMaxAge = age;
        if (age < std::chrono::seconds{1}) {
            context.fault(*reader.node().find("connection_max_age"), "`connection_max_age` is at least 1s");
        }
    }
}

void readCaFile(ReadContext& context, MapReader& reader, Environment& environment)
{
    if (!reader.text("ca_file", environment.caFile, TextUse::Setting)) {
        return;
    }
    const PlanNode& at = *reader.node().find("ca_file");
    const PlanFile* file = context.takeFile(at, environment.caFile);
    if (file == nullptr) {
        return;
    }
    environment.caPem = file->content.reveal();
    if (!context.isResolvedPlan() && environment.caPem.find(kPemBegin) == std::string::npos) {
        context.fault(at, "`" + shortened(environment.caFile, 60) + "` is no PEM file: it has no line " + std::string(kPemBegin) +
                              " ...");
    }
}

} // namespace holdpoint

// SPDX-License-Identifier: GPL-3.0-or-later
// What people do to a dossier: item, form (semantics.md §1). Gates and the test window have files of their own.
#include "app/ctl/command.h"
#include "app/ctl/table.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/checklist/form_values.h"
#include "core/report/capacity_study.h"

#include <algorithm>
#include <iostream>

namespace holdpoint {

namespace {

int answer(const Result<>& done, const std::string& said)
{
    if (!done) {
        return complain(done.error(), done.error().kind == Error::Kind::Invalid ? kExitUsage : kExitError);
    }
    std::cout << said << '\n';
    return kExitDone;
}

Result<Gate> gateOption(const Arguments& arguments)
{
    const std::string text = arguments.value("--to");
    return text.empty() ? Result<Gate>(fail(Error::Kind::Invalid, "defer needs --to GATE: results, sign-off or after-release"))
                        : gateFrom(text);
}

int act(Session& session, const std::string& id, const std::string& verb, const Arguments& arguments, const Person& person)
{
    const std::string reason = arguments.value("--reason");
    if (verb == "confirm") {
        return answer(session.confirm(id, person, reason), id + " confirmed by " + person.name);
    }
    if (verb == "override") {
        return answer(session.overrideItem(id, person, reason), id + " overridden by " + person.name);
    }
    if (verb == "reopen") {
        return answer(session.reopen(id, person, reason), id + " reopened");
    }
    if (verb == "note" && arguments.all("--reason").empty()) {
        return complain("note needs --reason TEXT; --reason \"\" takes the note away", kExitUsage);
    }
    if (verb == "note") {
        return answer(session.setNote(id, person, reason), "note of " + id + " stored");
    }
    if (verb == "attach") {
        const std::string file = arguments.value("--file");
        return file.empty() ? complain("attach needs --file FILE", kExitUsage)
                            : answer(session.attach(id, person, file, reason), file + " attached to " + id);
    }
    if (verb == "defer") {
        const auto gate = gateOption(arguments);
        return gate ? answer(session.defer(id, *gate, person, reason), id + " deferred to " + std::string(titleOf(*gate)))
                    : complain(gate.error(), kExitUsage);
    }
    const std::vector<std::string> verbs{"confirm", "override", "defer", "reopen", "note", "attach"};
    const std::string meant = didYouMean(verb, verbs);
    return complain("unknown action `" + verb + "`" + (meant.empty() ? "; it is one of " + join(verbs, ", ") : meant),
                    kExitUsage);
}

} // namespace

int runItem(const std::vector<std::string>& words)
{
    const auto arguments = argumentsFor("item", words, Syntax{{"--to", "--file", "--reason", "--by", "--role"}, {}, 3, 3});
    const auto person = arguments ? personFrom(*arguments) : std::nullopt;
    if (!person) {
        return kExitUsage;
    }
    int code = kExitDone;
    const auto session = openDossierOrComplain(arguments->positionals[0], code);
    return session ? act(*session, arguments->positionals[1], arguments->positionals[2], *arguments, *person) : code;
}

namespace {

/// Each field with what stands in it now, and what was computed beside a person's value.
Result<Json> formJson(Session& session)
{
    const auto values = session.dossier().formValues();
    if (!values) {
        return fail(values.error());
    }
    Json fields = Json::array();
    for (const ItemView& item : session.checklist().items) {
        if (!isFormField(*item.definition)) {
            continue;
        }
        const auto newest = std::find_if(values->rbegin(), values->rend(),
                                         [&](const FormValue& value) { return value.field == item.definition->id; });
        Json field{{"id", item.definition->id},
                   {"text", item.definition->text},
                   {"state", nameOf(item.state)},
                   {"value", item.value},
                   {"reason", item.reason}};
        if (newest != values->rend()) {
            field["computed"] = newest->computed;
            field["note"] = newest->note;
            field["by"] = newest->by.name;
            field["at"] = formatUtc(newest->at);
        }
        fields.push_back(std::move(field));
    }
    return Json{{"schema", "holdpoint-form/1"},
                {"dossier", session.dossier().file().string()},
                {"at", formatUtc(systemClock().wallNow())},
                {"fields", std::move(fields)}};
}

int listFields(Session& session, bool isJson)
{
    if (isJson) {
        const auto json = formJson(session);
        if (!json) {
            return complain(json.error());
        }
        std::cout << dumpJsonPretty(*json) << '\n';
        return kExitDone;
    }
    const auto study = capacityStudy(session.dossier(), session.plan());
    const auto entered = session.dossier().formValues();
    if (!study || !entered) {
        return complain(!study ? study.error() : entered.error());
    }
    Table table({"Field", "Value", "Computed", "Origin", "Text"});
    for (const ItemView& item : session.checklist().items) {
        if (!isFormField(*item.definition)) {
            continue;
        }
        const std::string& id = item.definition->id;
        const auto edited =
            std::find_if(entered->begin(), entered->end(), [&](const FormValue& each) { return each.field == id; });
        const bool isEdited = edited != entered->end() && !edited->value.empty();
        const ComputedField computed = computedField(*study, id);
        const std::string value = isEdited && !edited->computed.empty() ? edited->computed
                                  : isEdited                            ? computed.value
                                  : !item.value.empty()                 ? item.value
                                                                        : computed.value;
        const std::string basis = computed.basis.empty() ? item.source : computed.basis;
        std::string origin = isEdited ? "edited by " + edited->by.name + (edited->note.empty() ? "" : ": " + edited->note)
                             : computed.isMeasured || !item.value.empty() ? "measured"
                             : value.empty()                              ? "not measured"
                                                                          : "default";
        origin += !isEdited && !basis.empty() ? ", " + basis : "";
        const auto target = capacityTarget(*item.definition, session.plan());
        const std::string remark = target ? target->remark() : std::string();
        table.add({id, item.value.empty() ? "\u2013" : item.value, value.empty() ? "\u2013" : value, origin,
                   item.definition->text + (remark.empty() ? "" : "; " + remark)});
    }
    std::cout << table.text();
    if (study->law) {
        const UslFit& law = *study->law;
        std::cout << "Scalability law over " << formatCount(law.levels) << " levels: contention "
                  << formatNumber(100 * law.sigma, 2) << " % (" << formatNumber(100 * law.sigmaLow, 2) << " to "
                  << formatNumber(100 * law.sigmaHigh, 2) << "), coherency " << formatPlain(law.kappa) << ", error "
                  << formatNumber(100 * law.error, 1) << " %; "
                  << (law.peakLoad ? "peak at " + formatNumber(*law.peakLoad, 0) + " VUs (" + formatNumber(law.peakLow, 0) +
                                         " to " + formatNumber(law.peakHigh, 0) + ")"
                                   : law.remark)
                  << '\n';
    }
    return kExitDone;
}

/// Stores what was measured in each field that nobody has filled in.
int takeComputed(Session& session, const Person& person, const std::string& note)
{
    const auto study = capacityStudy(session.dossier(), session.plan());
    if (!study) {
        return complain(study.error());
    }
    std::vector<std::pair<std::string, std::string>> values;
    for (const ItemView& item : session.checklist().items) {
        const ComputedField computed = computedField(*study, item.definition->id);
        const bool isOpen = isFormField(*item.definition) && item.value.empty() && !computed.value.empty();
        if (isOpen && computed.isMeasured) {
            values.emplace_back(item.definition->id, computed.value);
        } else if (isOpen) { // nobody measured it: only a person can say that it is right
            std::cout << item.definition->id << " left open: " << computed.value << " is a default, " << computed.basis << '\n';
        }
    }
    for (const auto& [field, value] : values) {
        if (const auto stored = session.setForm(field, value, person, note); !stored) {
            return complain(stored.error());
        }
        std::cout << field << " stored: " << value << '\n';
    }
    if (values.empty()) {
        std::cout << "No empty field has a measured value.\n";
    }
    return kExitDone;
}

/// All or nothing: a wrong field is found before the first value is stored.
int fillIn(Session& session, const Arguments& arguments, const Person& person)
{
    std::vector<std::pair<std::string, std::string>> values;
    for (std::size_t i = 1; i < arguments.positionals.size(); ++i) {
        const std::string& pair = arguments.positionals[i];
        const auto equals = pair.find('=');
        if (equals == std::string::npos || equals == 0) {
            return complain("form takes FIELD=VALUE, not `" + pair + "`", kExitUsage);
        }
        values.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
        if (const auto known = session.checkField(values.back().first, values.back().second); !known) {
            return complain(known.error(), known.error().kind == Error::Kind::Invalid ? kExitUsage : kExitError);
        }
    }
    for (const auto& [field, value] : values) {
        if (const auto stored = session.setForm(field, value, person, arguments.value("--note")); !stored) {
            return complain(stored.error());
        }
        if (arguments.has("--json")) {
            continue;
        }
        const ItemView* item = session.checklist().item(field);
        const bool isShort = item != nullptr && item->state != ItemState::Pass && !item->reason.empty();
        std::cout << field << (value.empty() ? " taken away" : " stored")
                  << (isShort ? ", " + std::string(nameOf(item->state)) + ": " + item->reason : "") << '\n';
    }
    return arguments.has("--json") ? listFields(session, true) : kExitDone;
}

} // namespace

int runForm(const std::vector<std::string>& words)
{
    const auto arguments = argumentsFor("form", words, Syntax{{"--by", "--role", "--note"}, {"--computed", "--json"}, 1, 64});
    const auto person = arguments ? personFrom(*arguments) : std::nullopt;
    if (!person) {
        return kExitUsage;
    }
    int code = kExitDone;
    const auto session = openDossierOrComplain(arguments->positionals[0], code);
    if (session && arguments->has("--computed")) {
        return arguments->positionals.size() == 1 ? takeComputed(*session, *person, arguments->value("--note"))
                                                  : complain("--computed takes no FIELD=VALUE beside it", kExitUsage);
    }
    if (session && arguments->positionals.size() == 1 && !arguments->value("--note").empty()) {
        return complain("--note goes with a value: form DOSSIER FIELD=VALUE --note TEXT", kExitUsage);
    }
    if (session && arguments->positionals.size() == 1) {
        return listFields(*session, arguments->has("--json"));
    }
    return session ? fillIn(*session, *arguments, *person) : code;
}

} // namespace holdpoint

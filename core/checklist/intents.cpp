// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/checklist/checklist.h"
#include "core/checklist/evaluation.h"

namespace holdpoint {

namespace {

std::string quoted(const ItemView& item)
{
    return item.definition->id + " (" + item.definition->text + ")";
}

/// The item that a person's intent is about, if persons may touch such items at all.
Result<const ItemView*> touchable(const ChecklistView& view, std::string_view id, const Person& by)
{
    const ItemView* item = view.item(id);
    if (item == nullptr) {
        std::vector<std::string> known;
        for (const ItemView& candidate : view.items) {
            known.push_back(candidate.definition->id);
        }
        return fail(Error::Kind::NotFound, "the checklist has no item `" + std::string(id) + "`" + didYouMean(id, known));
    }
    if (trimmed(by.name).empty()) {
        return fail(Error::Kind::Invalid, quoted(*item) + ": say who decides; give a name with --by");
    }
    if (item->definition->kind == ItemKind::Text) {
        return fail(Error::Kind::Refused, quoted(*item) + " is a line of text and has no state");
    }
    if (item->definition->id.starts_with("signature.")) {
        return fail(Error::Kind::Refused, quoted(*item) + " is decided by a signature; use `holdpointctl sign`");
    }
    return item;
}

Failure refused(const ItemView& item, std::string_view cannot, const std::string& remedy)
{
    return fail(Error::Kind::Refused, quoted(item) + " " + std::string(cannot) + ": " + remedy);
}

ItemChange change(const ItemView& item, ItemState state, const Person& by, WallTime now)
{
    ItemChange made;
    made.item = item.definition->id;
    made.state = state;
    made.by = by;
    made.at = now;
    return made;
}

std::string conditionRemedy(const ItemView& item)
{
    return item.reason + (item.canReopen ? "; open the line first with `reopen` and a reason" : "");
}

} // namespace

Result<ItemChange> confirmItem(const ChecklistView& view, std::string_view id, const Person& by, std::string note, WallTime now)
{
    const auto found = touchable(view, id, by);
    if (!found) {
        return fail(found.error());
    }
    const ItemView& item = **found;
    const ItemDefinition& definition = *item.definition;
    if (item.state == ItemState::NotApplicable) {
        return refused(item, "cannot be confirmed, it is not applicable", conditionRemedy(item));
    }
    if (definition.kind == ItemKind::Rollup) {
        return refused(item, "cannot be confirmed, it rolls up other lines", "decide those");
    }
    if (definition.kind == ItemKind::Form) {
        return refused(item, "cannot be confirmed, it is a form value",
                       "enter it with `holdpointctl form DOSSIER " + definition.id + "=VALUE`");
    }
    if (isFedByRun(definition)) {
        return refused(item, "cannot be confirmed by hand, runs decide it",
                       item.reason.empty() ? "it is " + std::string(nameOf(item.state)) : item.reason);
    }
    if (item.state == ItemState::Pass) {
        return refused(item, "is PASS already", "reopen it first if it is to be confirmed anew");
    }
    if (!item.canConfirm) {
        return refused(item, "cannot be confirmed now",
                       (item.reason.empty() ? "it is " + std::string(nameOf(item.state)) : item.reason) +
                           (item.state == ItemState::Overridden ? "; reopen it first" : ""));
    }
    ItemChange made = change(item, ItemState::Pass, by, now);
    made.reason = std::move(note);
    return made;
}

Result<ItemChange> overrideItem(const ChecklistView& view, std::string_view id, const Person& by, std::string reason,
                                WallTime now)
{
    const auto found = touchable(view, id, by);
    if (!found) {
        return fail(found.error());
    }
    const ItemView& item = **found;
    if (item.state == ItemState::NotApplicable) {
        return refused(item, "needs no override, it is not applicable", item.reason);
    }
    if (item.state == ItemState::Pass) {
        return refused(item, "needs no override", "it is PASS");
    }
    if (item.state == ItemState::Overridden && !item.canOverride) {
        return refused(item, "is OVERRIDDEN already", "reopen it first if the reason is another");
    }
    if (item.definition->kind == ItemKind::Rollup && !item.canOverride) {
        return refused(item, "cannot be overridden, it rolls up other lines", "override the line that blocks it");
    }
    if (trimmed(reason).empty()) {
        return fail(Error::Kind::Invalid, quoted(item) + ": an override needs a reason; it is printed on page 1 of the report");
    }
    if (!by.role) {
        return fail(Error::Kind::Invalid, quoted(item) + ": an override needs a role: qa, devops, tech-lead or product-manager");
    }
    if (item.needsTechLead && *by.role != Role::TechLead) {
        return refused(item, item.definition->isKiller ? "is a killer item" : "is beyond a critical limit",
                       "only the Technical Lead may override it, " + by.name + " acts as " + std::string(titleOf(*by.role)));
    }
    ItemChange made = change(item, ItemState::Overridden, by, now);
    made.value = item.value;
    made.reason = std::move(reason);
    return made;
}

Result<ItemChange> deferItem(const ChecklistView& view, std::string_view id, Gate to, const Person& by, std::string reason,
                             WallTime now)
{
    const auto found = touchable(view, id, by);
    if (!found) {
        return fail(found.error());
    }
    const ItemView& item = **found;
    if (item.state == ItemState::NotApplicable || item.state == ItemState::Pass) {
        return refused(item, "needs no deferral", "it is " + std::string(nameOf(item.state)));
    }
    if (item.definition->kind == ItemKind::Rollup) {
        return refused(item, "cannot be deferred, it rolls up other lines", "defer the line that blocks it");
    }
    if (item.definition->isKiller) {
        return refused(item, "is a killer item and cannot be deferred",
                       "settle it, or have the Technical Lead override it with a reason");
    }
    if (!item.definition->gate || to <= *item.definition->gate) {
        const std::string own = item.definition->gate ? std::string(nameOf(*item.definition->gate)) : "no gate";
        return refused(item, "can only be deferred to a later gate",
                       "it belongs to " + own + ", not before " + std::string(nameOf(to)));
    }
    if (to != Gate::AfterRelease && view.gate(to).state == GateState::Go) {
        return refused(item, "cannot be deferred to " + std::string(nameOf(to)),
                       "that gate is Go already and would not ask again");
    }
    if (trimmed(reason).empty()) {
        return fail(Error::Kind::Invalid, quoted(item) + ": a deferral needs a reason; it is printed on page 1 of the report");
    }
    ItemChange made = change(item, ItemState::Deferred, by, now);
    made.value = item.value;
    made.deferredTo = to;
    made.reason = std::move(reason);
    return made;
}

Result<ItemChange> reopenItem(const ChecklistView& view, std::string_view id, const Person& by, std::string reason, WallTime now)
{
    const auto found = touchable(view, id, by);
    if (!found) {
        return fail(found.error());
    }
    const ItemView& item = **found;
    if (!item.canReopen) {
        return refused(item, "cannot be reopened", "it is " + std::string(nameOf(item.state)) + " and no person decided it");
    }
    if (item.state == ItemState::NotApplicable && trimmed(reason).empty()) {
        return fail(Error::Kind::Invalid,
                    quoted(item) + ": opening a line whose condition is false (" + item.reason + ") needs a reason");
    }
    ItemChange made = change(item, ItemState::Open, by, now);
    made.reason = std::move(reason);
    return made;
}

} // namespace holdpoint

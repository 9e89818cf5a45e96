// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/gate_causes.h"

#include "core/base/text.h"

#include <algorithm>

namespace holdpoint {

namespace {

std::string counted(std::size_t count, const std::string& word)
{
    return std::to_string(count) + " " + word + (count == 1 ? "" : "s");
}

} // namespace

std::optional<Blockage> blockageOf(const ItemView& item)
{
    constexpr std::string_view kBlockedBy = "blocked by ";
    if (item.state != ItemState::Unknown) {
        return std::nullopt;
    }
    for (const std::string& part : split(item.reason, ';')) {
        const std::string_view text = trimmed(part);
        const auto colon = text.find(": ");
        if (text.starts_with(kBlockedBy) && colon != std::string_view::npos) {
            return Blockage{std::string(text.substr(kBlockedBy.size(), colon - kBlockedBy.size())),
                            std::string(text.substr(colon + 2))};
        }
    }
    return std::nullopt;
}

std::vector<GateCause> gateCauses(const ChecklistView& view, Gate gate)
{
    std::vector<GateCause> causes;
    for (const std::string& id : view.gate(gate).blockers) {
        const ItemView* item = view.item(id);
        if (item == nullptr) {
            continue;
        }
        const auto blockage = blockageOf(*item);
        const auto known = std::find_if(causes.begin(), causes.end(), [&blockage](const GateCause& cause) {
            return blockage && !cause.source.empty() && cause.source == blockage->source;
        });
        if (known != causes.end()) {
            known->items.push_back(id);
            known->hasKiller = known->hasKiller || item->definition->isKiller;
            continue;
        }
        causes.push_back(
            {blockage ? blockage->source : "", blockage ? blockage->why : item->reason, {id}, item->definition->isKiller});
    }
    std::stable_sort(causes.begin(), causes.end(), [](const GateCause& a, const GateCause& b) {
        return a.hasKiller != b.hasKiller ? a.hasKiller : !a.source.empty() && b.source.empty();
    });
    return causes;
}

std::string holdSentence(const ChecklistView& view, Gate gate)
{
    const auto causes = gateCauses(view, gate);
    const GateView& of = view.gate(gate);
    std::string sentence = std::string(titleOf(gate)) + (of.isOvertaken() ? " is on hold again: " : " is on hold: ") +
                           std::to_string(of.blockingCount) + " of " + counted(of.itemCount, "item") +
                           (of.blockingCount == 1 ? " blocks it" : " block it");
    if (causes.empty()) {
        return sentence;
    }
    const GateCause& first = causes.front();
    sentence += causes.size() == 1 ? ": " : ", " + counted(causes.size(), "cause") + ", first ";
    if (!first.source.empty()) {
        return sentence + "blocked by " + first.source + ": " + first.why + " (" + counted(first.items.size(), "item") + ")";
    }
    const ItemView& item = *view.item(first.items.front());
    sentence += item.definition->id + " (" + shortened(item.definition->text, 80) + ") is " + std::string(nameOf(item.state));
    return item.reason.empty() ? sentence : sentence + ": " + item.reason;
}

} // namespace holdpoint

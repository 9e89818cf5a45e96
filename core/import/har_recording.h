// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/import/importers.h"
#include "core/import/request_maker.h"

#include <set>

namespace holdpoint {

/// One request of a recording.
struct HarEntry
{
    const Json* json = nullptr;
    std::string page;   // id, or empty
    double startMs = 0; // since the first
    double endMs = 0;
    std::string kind; // page, asset, api
};

/// A recording on its way to a plan; used once.
class HarImport
{
public:
    HarImport(const Json& log, const ImportOptions& options) : m_log(log), m_options(options), m_maker(m_draft, options) {}

    Result<Imported> run();

private:
    Result<> readEntries();
    static std::optional<WallTime> wallTimeOf(std::string text);
    void describe();
    Result<> findBase();
    static std::string urlOf(const HarEntry& entry);
    std::optional<Step> stepOf(const HarEntry& entry);
    bool isLoaded(const std::string& host) const;
    void addCookies(std::string_view header, TextPairs& cookies);
    void addCookie(const std::string& name, const std::string& value, TextPairs& cookies);
    static void addBody(const Json& data, ForeignRequest& foreign);
    void learn(const HarEntry& entry, std::size_t index);
    std::optional<std::string> originOf(const std::string& name, const std::string& value);
    void assemble(std::vector<std::optional<Step>>& steps);
    static void addThink(double gapMs, std::vector<Step>& steps);
    std::string titleOf(const HarEntry& entry) const;
    void dropEmptyGroups();

    const Json& m_log;
    const ImportOptions& m_options;
    PlanDraft m_draft;
    RequestMaker m_maker;
    std::vector<HarEntry> m_entries;
    std::map<std::string, std::string> m_titles;
    std::set<std::string> m_setCookies;
    std::vector<std::pair<std::size_t, Json>> m_answers; // JSON, by entry
    std::map<std::string, std::string> m_extracted;      // name by value
    std::set<std::string> m_names;
    std::vector<std::optional<Step>>* m_made = nullptr;
};

} // namespace holdpoint

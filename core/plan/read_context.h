// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/fault_list.h"
#include "core/plan/variables.h"

#include <filesystem>
#include <functional>
#include <map>
#include <set>

namespace holdpoint {

/// What a text is for decides whether the value of a secret variable may stand in it (semantics.md §8).
enum class TextUse {
    Setting, // host, duration, count, rate, metric, keyword: always the value
    Url,     // path or URL: an env file's value too, but not in user info, and not a variable that is named like a secret
    Content, // header, body, token ...: keeps ${KEY}
    Label    // name, title, release: is printed, so a secret there is a fault
};

/// What all readers of one plan share.
class ReadContext
{
public:
    ReadContext(FaultList& faults, Variables& variables) : m_faults(faults), m_variables(variables) {}

    void fault(const PlanNode& at, std::string message) { m_faults.add(at, std::move(message)); }
    FaultList& faults() { return m_faults; }
    Variables& variables() { return m_variables; }
    bool isResolvedPlan() const { return m_variables.isResolvedPlan(); }
    Secrets& secrets() { return m_secrets; }

    /// Where relative paths begin.
    void setFolder(std::filesystem::path folder) { m_folder = std::move(folder); }
    /// A resolved plan's `files`, instead of those of the folder.
    void setResolvedFiles(const Json& files);
    /// Reads a file that the plan names, once; a fault at `at` and nullptr if that cannot be.
    const PlanFile* takeFile(const PlanNode& at, const std::string& name);
    std::map<std::string, PlanFile>& files() { return m_files; }

    void setBaseUrl(std::string url) { m_baseUrl = std::move(url); }
    const std::string& baseUrl() const { return m_baseUrl; }

    /// The scalar's text with its variables put in as `use` allows; the node keeps the result. Faults and nullopt if it cannot
    /// be.
    std::optional<std::string> resolve(PlanNode& node, TextUse use);
    /// Everything below `node` that no reader asked for, as Content.
    void resolveAll(PlanNode& node);

private:
    bool mayStand(const Variables::Value& value, TextUse use, std::string_view text, const VariableReference& reference) const;

    FaultList& m_faults;
    Variables& m_variables;
    Secrets m_secrets;
    std::filesystem::path m_folder;
    std::map<std::string, PlanFile> m_files;
    std::size_t m_fileBytes = 0;
    std::string m_baseUrl;
};

/// Reads one map: each key is asked for once, finish() reports those that nobody asked for, with a suggestion.
/// A getter returns whether the key is there and good; what is wrong is a fault at its place, and `out` stays as it was.
class MapReader
{
public:
    /// `what` names the map in messages: "test `search`".
    MapReader(ReadContext& context, PlanNode& node, std::string what);

    bool isMap() const { return m_node.isMap(); }
    PlanNode& node() { return m_node; }
    const std::string& what() const { return m_what; }

    /// The value, nullptr if the key is missing. A key without a value is a fault, and missing.
    PlanNode* take(std::string_view key);
    /// Like take(); a missing key is a fault.
    PlanNode* need(std::string_view key, std::string_view example);
    PlanNode* takeList(std::string_view key);
    PlanNode* takeMap(std::string_view key);

    bool text(std::string_view key, std::string& out, TextUse use);
    bool texts(std::string_view key, std::vector<std::string>& out, TextUse use);
    bool textMap(std::string_view key, std::vector<std::pair<std::string, std::string>>& out, TextUse use);
    bool duration(std::string_view key, Nanos& out);
    bool count(std::string_view key, std::uint64_t& out, std::uint64_t least, std::uint64_t most);
    bool rate(std::string_view key, double& out);
    bool ratio(std::string_view key, double& out);
    bool flag(std::string_view key, bool& out);

    /// Keys that stand here by right but have no meaning in this case; finish() then gives `why`.
    void refuse(std::string_view key, std::string why);
    void finish();

private:
    template <typename Parse, typename Out>
    bool parsed(std::string_view key, Out& out, Parse parse);

    ReadContext& m_context;
    PlanNode& m_node;
    std::string m_what;
    std::set<std::string, std::less<>> m_known;
};

/// `word` or a fault with a suggestion from `known`.
bool isOneOf(ReadContext& context, const PlanNode& at, std::string_view what, const std::string& word,
             const std::vector<std::string>& known);
/// Scalars of a list, or the one scalar that stands for a list of one.
std::vector<std::string> scalarsOf(ReadContext& context, PlanNode& node, std::string_view what, TextUse use);

} // namespace holdpoint

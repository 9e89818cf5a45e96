// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/import/k6_import.h"

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/base/yaml_text.h"
#include "core/import/k6_shell.h"
#include "core/import/marked_text.h"
#include "core/import/sensitive.h"
#include "core/plan/plan_reader.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

namespace holdpoint {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxScripts = 200;
constexpr std::size_t kMaxScriptBytes = 4U << 20U;
constexpr int kMaxFolderDepth = 4;
constexpr std::size_t kMaxHosts = 20;

struct Test
{
    fs::path script;                                      // absolute
    std::vector<std::pair<std::string, std::string>> env; // marked
    std::vector<std::string> args;                        // marked
    int line = 0;                                         // of the shell script; 0: none
};

bool isScriptName(const fs::path& path)
{
    const std::string extension = lowered(path.extension().string());
    return extension == ".js" || extension == ".ts" || extension == ".mjs";
}

/// A script that k6 can start: it imports k6, and says what a VU does.
bool isK6Script(std::string_view text)
{
    const bool importsK6 = text.find("'k6") != std::string_view::npos || text.find("\"k6") != std::string_view::npos;
    const bool hasEntry =
        text.find("export default") != std::string_view::npos || text.find("scenarios") != std::string_view::npos;
    return importsK6 && hasEntry;
}

void collectScripts(const fs::path& folder, int depth, std::vector<fs::path>& found)
{
    std::error_code error;
    for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        std::error_code ignored;
        if (name.starts_with(".") || name == "node_modules") {
            continue;
        }
        if (entry->is_directory(ignored) && !entry->is_symlink(ignored)) {
            if (depth < kMaxFolderDepth) {
                collectScripts(entry->path(), depth + 1, found);
            }
        } else if (isScriptName(entry->path()) && found.size() < kMaxScripts) {
            const auto text = readFile(entry->path(), kMaxScriptBytes);
            if (text && isK6Script(*text)) {
                found.push_back(entry->path());
            }
        }
    }
}

/// "search-load-test.js" as `search`.
std::string idOf(const fs::path& script)
{
    std::string stem = lowered(script.stem().string());
    for (bool isCut = true; isCut;) {
        isCut = false;
        for (const std::string_view end : {"load-test", "load_test", "loadtest", "test", "k6", "load"}) {
            const std::size_t size = end.size() + 1;
            if (stem.size() > size && stem.ends_with(end) &&
                std::string_view("-_.").find(stem[stem.size() - size]) != std::string_view::npos) {
                stem.resize(stem.size() - size);
                isCut = true;
            }
        }
    }
    return slugOf(stem, "script");
}

/// Where the shell script names a file that is relative to a place which only a run would tell.
std::optional<fs::path> foundScript(const fs::path& shellFolder, const K6Call& call)
{
    const fs::path name(call.script);
    std::vector<fs::path> places{shellFolder / call.folder, shellFolder, shellFolder.parent_path()};
    for (const fs::path& place : places) {
        std::error_code ignored;
        if (fs::is_regular_file(place / name, ignored)) {
            return (place / name).lexically_normal();
        }
    }
    return std::nullopt;
}

class PlanMaker
{
public:
    PlanMaker(const fs::path& input, fs::path planFolder) : m_input(input), m_folder(std::move(planFolder)) {}

    void add(const Test& test)
    {
        const std::string base = idOf(test.script);
        std::string id = base;
        for (int i = 2; !m_ids.insert(id).second; ++i) {
            id = base + "-" + std::to_string(i);
        }
        std::error_code ignored;
        const fs::path relative = fs::relative(test.script, m_folder, ignored);
        const std::string script = relative.empty() ? test.script.string() : relative.string();
        m_tests += "  " + yamlScalar(id) + ":\n    title: " + yamlScalar(titleOf(id)) +
                   "\n    engine: k6\n    script: " + yamlScalar(script.starts_with("-") ? "./" + script : script) + "\n";
        addEnvironment(test);
        addArguments(test);
        m_tests += "    thresholds: # besides the script's own, which k6 judges\n"
                   "      - {metric: http_req_failed, target: \"rate<0.001\", critical: \"rate<0.01\", action: Investigate "
                   "immediately}\n";
        readHosts(test.script);
        ++m_count;
    }

    void note(const std::string& sentence) { m_notes.push_back(sentence); }

    Imported result() const
    {
        Imported imported;
        imported.requests = m_count;
        imported.hosts = m_hosts.empty() ? std::vector<std::string>{"127.0.0.1"} : m_hosts;
        imported.baseUrl = m_baseUrl.empty() ? "http://127.0.0.1:8080" : m_baseUrl;
        for (const auto& [key, what] : m_variables) {
            imported.variables.push_back({key, what});
        }
        imported.notes = m_notes;
        const std::string title = labelOf(m_input.stem().string(), "k6");
        std::string head =
            "# Made by `holdpointctl import k6` from " + labelOf(m_input.filename().string(), "scripts") +
            ". The scripts were read, not run.\n# Before the first run: check base_url and allow_hosts (is this the "
            "staging address?).\n# k6 has no allow-list: Holdpoint stops a script whose requests name another host.\n";
        for (const ImportVariable& variable : imported.variables) {
            head += "# Set " + variable.key + " in .env.load-tests beside this file (mode 0600): " + variable.what + "\n";
        }
        for (const std::string& sentence : m_notes) {
            head += "# Note: " + sentence + "\n";
        }
        std::string hosts;
        for (const std::string& host : imported.hosts) {
            hosts += (hosts.empty() ? "" : ", ") + yamlScalar(host);
        }
        imported.plan = head + "holdpoint: 1\nname: " + yamlScalar(title) +
                        "\nrelease: {name: " + yamlScalar(slugOf(m_input.stem().string(), "release")) +
                        ", version: \"${RELEASE_VERSION:-unversioned}\", commit: \"${GIT_COMMIT:-}\"}\nenvironment:\n  name: "
                        "\"${ENVIRONMENT:-staging}\"\n" +
                        (m_variables.empty() ? "" : "  env_file: .env.load-tests\n") + "  base_url: \"${BASE_URL:-" +
                        jsonEscape(imported.baseUrl) + "}\"\n  allow_hosts: [" + hosts + "]\ntests:\n" + m_tests;
        return imported;
    }

private:
    static std::string titleOf(const std::string& id)
    {
        std::string title = id;
        std::replace(title.begin(), title.end(), '-', ' ');
        title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(title[0])));
        return title + " load test";
    }

    /// Marked text as the plan writes it: variables as they are, all else literal. nullopt if literal text would read as a
    /// variable.
    std::optional<std::string> valueOf(const std::string& text)
    {
        for (const MarkedPiece& piece : piecesOf(text)) {
            if (piece.isExpression) {
                const std::string key(piece.text.substr(2, piece.text.size() - 3));
                m_variables.emplace(key, "the shell script takes it from outside");
            }
        }
        const auto plain = planText(text);
        return plain ? std::optional("\"" + jsonEscape(*plain) + "\"") : std::nullopt;
    }

    void addEnvironment(const Test& test)
    {
        std::map<std::string, std::string> env; // a later one wins
        for (const auto& [name, value] : test.env) {
            const bool isSecret = !hasMarks(value) && !value.empty() && (isSensitiveName(name) || isSensitiveValue(value));
            if (isSecret) {
                const std::string key = secretVariableName(name);
                m_variables.emplace(key, "the value of " + name + ", which does not belong into a plan");
                env[name] = "\"${" + key + "}\"";
            } else if (const auto text = valueOf(value)) {
                env[name] = *text;
            } else {
                note("line " + std::to_string(test.line) + ": the value of " + name + " cannot stand in a plan; it is left out");
            }
        }
        std::string list;
        for (const auto& [name, value] : env) {
            list += (list.empty() ? "" : ", ") + name + ": " + value;
        }
        m_tests += list.empty() ? "" : "    env: {" + list + "}\n";
    }

    void addArguments(const Test& test)
    {
        std::string list;
        for (const std::string& arg : test.args) {
            const auto text = valueOf(arg);
            if (!text) {
                note("line " + std::to_string(test.line) + ": an option of k6 cannot stand in a plan; its options are left out");
                return;
            }
            list += (list.empty() ? "" : ", ") + *text;
        }
        m_tests += list.empty() ? "" : "    args: [" + list + "]\n";
    }

    /// Addresses that the text of a script names: what it imports aside.
    void readHosts(const fs::path& script)
    {
        const auto text = readFile(script, kMaxScriptBytes);
        for (const std::string& line : split(text ? *text : std::string(), '\n')) {
            const std::string_view code = trimmed(line);
            if (code.starts_with("import ") || code.starts_with("//") || code.starts_with("*")) {
                continue;
            }
            for (const std::string_view scheme : {"https://", "http://", "wss://", "ws://"}) {
                for (auto at = code.find(scheme); at != std::string_view::npos; at = code.find(scheme, at + 1)) {
                    takeUrl(code.substr(at, code.find_first_of("'\"`/?# $;,)\\", at + scheme.size()) - at));
                }
            }
        }
    }

    void takeUrl(std::string_view text)
    {
        const auto url = parseTargetUrl(std::string(text));
        if (!url || url->host.empty() || m_hosts.size() >= kMaxHosts) {
            return;
        }
        if (std::find(m_hosts.begin(), m_hosts.end(), url->host) == m_hosts.end()) {
            m_hosts.push_back(url->host);
        }
        if (m_baseUrl.empty() && text.starts_with("http")) {
            m_baseUrl = std::string(text);
        }
    }

    const fs::path m_input;
    const fs::path m_folder;
    std::set<std::string> m_ids;
    std::string m_tests;
    std::size_t m_count = 0;
    std::string m_baseUrl;
    std::vector<std::string> m_hosts;
    std::map<std::string, std::string> m_variables;
    std::vector<std::string> m_notes;
};

Result<> addShellScript(const fs::path& input, PlanMaker& maker)
{
    const auto text = readFile(input, kMaxScriptBytes);
    if (!text) {
        return fail(text.error());
    }
    const auto calls = k6CallsOf(*text, input.parent_path());
    if (!calls) {
        return fail(calls.error());
    }
    for (const K6Call& call : calls->calls) {
        if (const auto script = foundScript(input.parent_path(), call)) {
            maker.add({*script, call.env, call.args, call.line});
        } else {
            maker.note("line " + std::to_string(call.line) + " runs " + labelOf(call.script, "a script") +
                       ", which is not beside the shell script");
        }
    }
    for (const std::string& sentence : calls->notes) {
        maker.note(sentence);
    }
    return {};
}

} // namespace

Result<Imported> importK6(const fs::path& input, const fs::path& planFolder)
{
    std::error_code error;
    const fs::path place = fs::absolute(input, error).lexically_normal();
    PlanMaker maker(place.filename().empty() ? place.parent_path() : place, fs::absolute(planFolder, error).lexically_normal());
    if (fs::is_directory(place, error)) {
        std::vector<fs::path> scripts;
        collectScripts(place, 1, scripts);
        std::sort(scripts.begin(), scripts.end());
        for (const fs::path& script : scripts) {
            maker.add({script, {}, {}, 0});
        }
    } else if (isScriptName(place)) {
        const auto text = readFile(place, kMaxScriptBytes);
        if (!text) {
            return fail(text.error());
        }
        maker.add({place, {}, {}, 0});
    } else if (const auto added = addShellScript(place, maker); !added) {
        return fail(added.error());
    }
    Imported imported = maker.result();
    if (imported.requests == 0) {
        return fail(Error::Kind::NotFound, "no k6 script was found in " + input.string() +
                                               (imported.notes.empty() ? ": name a folder with scripts, one script, or a shell "
                                                                         "script with `k6 run ...` lines"
                                                                       : ": " + imported.notes.front()));
    }
    PlanOptions options;
    for (const ImportVariable& variable : imported.variables) {
        options.overrides[variable.key] = "set";
    }
    const PlanReading reading = readPlanText(imported.plan, planFolder / "plan.yaml", options);
    if (!reading.isValid()) {
        return fail(Error::Kind::Internal, "the plan that was made cannot be read: " + reading.faults.front().text());
    }
    return imported;
}

} // namespace holdpoint

// SPDX-License-Identifier: GPL-3.0-or-later
// A draft as the text of a plan.
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/base/yaml_text.h"
#include "core/import/plan_draft.h"
#include "core/import/sensitive.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

constexpr std::size_t kLongestKey = 1000; // in bytes; YAML's limit is 1,024 characters

/// One line of a comment.
std::string commented(std::string_view text)
{
    std::string line(text);
    std::replace_if(
        line.begin(), line.end(), [](char letter) { return static_cast<unsigned char>(letter) < 0x20; }, ' ');
    return shortened(line, 400);
}

using TextPairs = std::vector<std::pair<std::string, std::string>>;

/// "key: ", or "? key : " where the key is longer than YAML takes it otherwise.
std::string keyOf(const std::string& text)
{
    const std::string key = yamlScalar(text);
    return key.size() < kLongestKey ? key + ": " : "? " + key + " : ";
}

std::string flow(const Json& json)
{
    std::string text;
    if (json.is_object()) {
        for (const auto& [key, value] : json.items()) {
            text += (text.empty() ? "" : ", ") + keyOf(key) + flow(value);
        }
        return "{" + text + "}";
    }
    if (json.is_array()) {
        for (const Json& item : json) {
            text += (&item == &json.front() ? "" : ", ") + flow(item);
        }
        return "[" + text + "]";
    }
    return json.is_string() ? yamlScalar(json.get<std::string>()) : dumpJson(json);
}

std::string flow(const TextPairs& pairs)
{
    Json map = Json::object();
    for (const auto& [key, value] : pairs) {
        map[key] = value;
    }
    return flow(map);
}

std::string flow(const std::vector<std::string>& texts)
{
    return flow(Json(texts));
}

std::string checksOf(const std::vector<CheckRule>& checks)
{
    std::string text;
    const auto add = [&text](const std::string& entry) { text += (text.empty() ? "" : ", ") + entry; };
    Json tree = Json::object();
    for (const CheckRule& check : checks) {
        if (check.kind == CheckRule::Kind::Status) {
            std::vector<std::string> statuses;
            for (const int status : check.statuses) {
                statuses.push_back(std::to_string(status));
            }
            for (const int statusClass : check.statusClasses) {
                statuses.push_back(std::to_string(statusClass) + "xx");
            }
            add("status: " + (statuses.size() == 1 ? statuses.front() : "[" + join(statuses, ", ") + "]"));
        } else if (check.kind == CheckRule::Kind::JsonValue) {
            tree[check.pointer] = check.json == JsonExpectation::Array    ? "array"
                                  : check.json == JsonExpectation::Object ? "object"
                                                                          : "exists";
        }
    }
    if (!tree.empty()) {
        add("json: " + flow(tree));
    }
    return "{" + text + "}";
}

std::string extractsOf(const std::vector<Extraction>& extracts)
{
    Json map = Json::object();
    for (const Extraction& extract : extracts) {
        map[extract.name] = (extract.source == Extraction::Source::Header ? "header " : "json ") + extract.expression;
    }
    return flow(map);
}

/// Parts of one name stand in a list.
std::string multipartOf(const std::vector<MultipartPart>& parts)
{
    Json map = Json::object();
    for (const MultipartPart& part : parts) {
        Json& entry = map[part.name];
        if (!entry.is_null() && !entry.is_array()) {
            entry = Json::array({entry});
        }
        entry.is_array() ? entry.push_back(part.text) : void(entry = part.text);
    }
    return flow(map);
}

/// The keys of a request, first its kind.
std::vector<std::pair<std::string, std::string>> keysOf(const Step& step)
{
    const HttpStep& http = step.http;
    const std::string method = lowered(http.method);
    std::vector<std::pair<std::string, std::string>> keys{{method, yamlScalar(http.target)}};
    if (step.name != http.method + " " + http.target.substr(0, http.target.find_first_of("?#"))) {
        keys.emplace_back("name", yamlScalar(step.name));
    }
    if (!step.tags.empty()) {
        keys.emplace_back("tags", flow(std::vector<std::pair<std::string, std::string>>(step.tags.begin(), step.tags.end())));
    }
    if (!http.headers.empty()) {
        keys.emplace_back("headers", flow(http.headers));
    }
    if (http.transfer.auth && http.transfer.auth->kind == Auth::Kind::Basic) {
        keys.emplace_back(
            "auth",
            "{basic: " + flow(TextPairs{{"user", http.transfer.auth->user}, {"password", http.transfer.auth->password}}) + "}");
    }
    switch (http.bodyKind) {
    case BodyKind::JsonTree:
        keys.emplace_back("json", flow(http.json));
        break;
    case BodyKind::Form:
        keys.emplace_back("form", flow(http.form));
        break;
    case BodyKind::Multipart:
        keys.emplace_back("multipart", multipartOf(http.multipart));
        break;
    case BodyKind::Raw:
        keys.emplace_back("body", "\"" + jsonEscape(http.body) + "\"");
        break;
    default:
        break;
    }
    if (!http.checks.empty()) {
        keys.emplace_back("checks", checksOf(http.checks));
    }
    if (!http.extracts.empty()) {
        keys.emplace_back("extract", extractsOf(http.extracts));
    }
    return keys;
}

std::string thinkText(const ThinkStep& think)
{
    const auto seconds = [](Nanos time) {
        const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
        return ms % 1000 == 0 ? std::to_string(ms / 1000) + "s" : std::to_string(ms) + "ms";
    };
    return think.min == think.max ? seconds(think.min) : seconds(think.min) + ".." + seconds(think.max);
}

class FlowWriter
{
public:
    explicit FlowWriter(std::string& out) : m_out(out) {}

    void steps(const std::vector<Step>& steps, std::size_t indent)
    {
        for (const Step& step : steps) {
            one(step, std::string(indent, ' '), indent);
        }
    }

private:
    void one(const Step& step, const std::string& blanks, std::size_t indent)
    {
        switch (step.kind) {
        case StepKind::Think:
            m_out += blanks + "- think: " + thinkText(step.think) + "\n";
            break;
        case StepKind::Group:
            m_out += blanks + "- group: " + yamlScalar(step.name) + "\n" + blanks + "  steps:\n";
            steps(step.steps, indent + 4);
            break;
        case StepKind::Batch:
            m_out += blanks + "- name: " + yamlScalar(step.name) + "\n" + blanks + "  batch:\n";
            for (const Step& member : step.steps) {
                std::string line;
                for (const auto& [key, value] : keysOf(member)) {
                    line += (line.empty() ? "" : ", ") + key + ": " + value;
                }
                m_out += blanks + "    - {" + line + "}\n";
            }
            break;
        default: {
            std::string_view head = "- ";
            for (const auto& [key, value] : keysOf(step)) {
                m_out += blanks + std::string(head) + key + ": " + value + "\n";
                head = "  ";
            }
        }
        }
    }

    std::string& m_out;
};

std::string headOf(const PlanDraft& draft)
{
    std::string head = "# Made by `holdpointctl import` from " + commented(draft.source) + ".\n" +
                       "# Before the first run: check base_url, allow_hosts (is this the staging address?) and the load.\n";
    if (!draft.variables.empty()) {
        head += "# Set these variables in .env.load-tests beside this file (KEY=VALUE, mode 0600), the environment or with -e:\n";
        for (const ImportVariable& variable : draft.variables) {
            head += "#   " + variable.key + ": " + commented(variable.what) + "\n";
        }
    }
    if (!draft.notes.empty()) {
        head += "# Not taken over, or not as it was:\n";
        for (const std::string& note : draft.notes) {
            head += "#   " + commented(note) + "\n";
        }
    }
    if (draft.notesLeftOut > 0) {
        head += "#   and " + formatCount(draft.notesLeftOut) + " more\n";
    }
    return head;
}

bool hasKind(const std::vector<Step>& steps, const std::string& kind)
{
    return std::any_of(steps.begin(), steps.end(), [&](const Step& step) {
        const auto tag = step.tags.find("kind");
        return (tag != step.tags.end() && tag->second == kind) || hasKind(step.steps, kind);
    });
}

} // namespace

std::string planYaml(const PlanDraft& draft)
{
    std::string text = headOf(draft) + "holdpoint: 1\nname: " + yamlScalar(draft.title) +
                       "\nrelease: {name: " + yamlScalar(slugOf(draft.title, "release")) +
                       ", version: \"${RELEASE_VERSION:-unversioned}\", commit: \"${GIT_COMMIT:-}\"}\n" +
                       "environment:\n  name: \"${ENVIRONMENT:-staging}\"\n";
    if (!draft.variables.empty()) {
        text += "  env_file: .env.load-tests\n";
    }
    text += "  base_url: \"${BASE_URL:-" + jsonEscape(draft.baseUrl) + "}\"\n";
    text += "  allow_hosts: " + flow(draft.allowHosts) + "\n";
    if (!draft.insecureHosts.empty()) {
        text += "  insecure_tls_hosts: " + flow(draft.insecureHosts) + "\n";
    }
    text += "  timeout: 30s\n";
    if (!draft.headers.empty()) {
        text += "  headers: " + flow(draft.headers) + "\n";
    }
    text += "tests:\n  " + yamlScalar(slugOf(draft.title, "imported")) + ":\n    title: " + yamlScalar(draft.title) +
            "\n    scenarios:\n      visitors:\n        executor: constant-vus\n        vus: \"${VUS:-10}\"\n" +
            "        duration: \"${DURATION:-5m}\"\n        flow:\n";
    FlowWriter(text).steps(draft.flow, 10);
    text +=
        "    thresholds:\n"
        "      - {metric: http_req_failed, target: \"rate<0.001\", critical: \"rate<0.01\", action: Investigate immediately}\n";
    bool isByKind = false;
    for (const auto& [kind, target, critical] :
         {std::array<std::string, 3>{"page", "1200", "2000"}, {"api", "300", "500"}, {"asset", "500", "1000"}}) {
        if (hasKind(draft.flow, kind)) {
            isByKind = true;
            text += "      - {metric: \"http_req_duration{kind:" + kind + "}\", target: \"p(95)<" + target +
                    "\", critical: \"p(95)<" + critical + "\", action: Look for the slow part}\n";
        }
    }
    if (!isByKind) {
        text += "      - {metric: http_req_duration, target: \"p(95)<500\", critical: \"p(95)<1000\", action: Look for the slow "
                "part}\n";
    }
    return text;
}

} // namespace holdpoint

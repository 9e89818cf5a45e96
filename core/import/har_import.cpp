// SPDX-License-Identifier: GPL-3.0-or-later
// HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec): what a browser or proxy recorded, page by page.
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/import/importers.h"
#include "core/import/marked_text.h"
#include "core/import/sensitive.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxEntries = 5'000;
constexpr double kThinkFromMs = 500;     // shorter gaps are the browser's own
constexpr double kLongestThinkMs = 60e3; // the person went for a coffee
constexpr std::size_t kMaxFoundBytes = 4096;

struct Entry
{
    const Json* json = nullptr;
    std::string page;   // id, or empty
    double startMs = 0; // since the first
    double endMs = 0;
    std::string kind; // page, asset, api
    bool isDocument = false;
};

std::string headerOf(const Json& message, std::string_view name)
{
    for (const Json& header : memberAt(message, "headers")) {
        if (lowered(stringAt(header, "name")) == name) {
            return stringAt(header, "value");
        }
    }
    return {};
}

std::string kindOf(const Json& entry)
{
    static const std::set<std::string> kAssets{"image", "stylesheet", "script", "font", "media", "manifest", "texttrack"};
    const std::string type = lowered(stringAt(entry, "_resourceType"));
    if (type == "document") {
        return "page";
    }
    if (type == "xhr" || type == "fetch" || type == "eventsource" || type == "ping" || type == "preflight") {
        return "api";
    }
    if (kAssets.contains(type)) {
        return "asset";
    }
    const std::string mime = mimeOf(stringAt(memberAt(memberAt(entry, "response"), "content"), "mimeType"));
    if (mime == "text/html" || mime == "application/xhtml+xml") {
        return "page";
    }
    const bool isAsset = mime.starts_with("image/") || mime.starts_with("font/") || mime.starts_with("video/") ||
                         mime.starts_with("audio/") || mime == "text/css" || mime.ends_with("javascript") ||
                         mime == "application/wasm" || mime.find("font") != std::string::npos;
    return isAsset ? "asset" : "api";
}

/// Where a value stands in JSON, as a pointer.
std::optional<std::string> pointerTo(const Json& json, const std::string& value)
{
    if (json.is_string()) {
        return json.get_ref<const std::string&>() == value ? std::optional<std::string>("") : std::nullopt;
    }
    if (!json.is_structured()) {
        return std::nullopt;
    }
    std::size_t index = 0;
    for (auto member = json.begin(); member != json.end(); ++member, ++index) {
        if (const auto below = pointerTo(*member, value)) {
            std::string key = json.is_object() ? member.key() : std::to_string(index);
            for (std::size_t at = 0; (at = key.find_first_of("~/", at)) != std::string::npos; at += 2) {
                key.replace(at, 1, key[at] == '~' ? "~0" : "~1");
            }
            return "/" + key + *below;
        }
    }
    return std::nullopt;
}

class HarImport
{
public:
    HarImport(const Json& log, const ImportOptions& options) : m_log(log), m_options(options), m_maker(m_draft, options) {}

    Result<Imported> run()
    {
        if (const auto read = readEntries(); !read) {
            return fail(read.error());
        }
        describe();
        if (const auto base = findBase(); !base) {
            return fail(base.error());
        }
        m_maker.setOrigin([this](const std::string& name, const std::string& value) { return originOf(name, value); });
        std::vector<std::optional<Step>> steps;
        for (const Entry& entry : m_entries) {
            steps.push_back(stepOf(entry));
            m_made = &steps;
            learn(entry, steps.size() - 1);
        }
        assemble(steps);
        return m_maker.finish();
    }

private:
    Result<> readEntries()
    {
        const Json& entries = memberAt(m_log, "entries");
        if (!entries.is_array() || entries.empty()) {
            return fail(Error::Kind::Invalid, "the HAR file has no `log.entries`, or they are empty: nothing was recorded");
        }
        std::optional<WallTime> first;
        for (const Json& json : entries) {
            if (m_entries.size() == kMaxEntries) {
                m_draft.note(formatCount(entries.size() - kMaxEntries) + " requests behind the first " +
                             formatCount(kMaxEntries) + " were left out");
                break;
            }
            Entry entry;
            entry.json = &json;
            entry.page = stringAt(json, "pageref");
            entry.kind = kindOf(json);
            if (const auto started = wallTimeOf(stringAt(json, "startedDateTime"))) {
                first = first ? std::min(*first, *started) : *started;
                entry.startMs = static_cast<double>(started->time_since_epoch().count()) / 1000;
            }
            const double time = numberAt(json, "time");
            entry.endMs = entry.startMs + (std::isfinite(time) ? std::clamp(time, 0.0, 3.6e6) : 0);
            m_entries.push_back(std::move(entry));
        }
        std::stable_sort(m_entries.begin(), m_entries.end(),
                         [](const Entry& a, const Entry& b) { return a.startMs < b.startMs; });
        return {};
    }

    /// RFC 3339 with any offset; browsers write local time.
    static std::optional<WallTime> wallTimeOf(std::string text)
    {
        const auto zone = text.size() > 6 ? text.find_last_of("+-") : std::string::npos;
        if (zone == std::string::npos || zone < 19 || zone + 6 != text.size()) {
            const auto time = parseUtc(text);
            return time ? std::optional(*time) : std::nullopt;
        }
        const auto hours = parseInteger(text.substr(zone + 1, 2));
        const auto minutes = parseInteger(text.substr(zone + 4, 2));
        const auto time = parseUtc(text.substr(0, zone) + "Z");
        if (!hours || !minutes || !time) {
            return std::nullopt;
        }
        const auto offset = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
        return text[zone] == '+' ? *time - offset : *time + offset;
    }

    void describe()
    {
        const Json& creator = memberAt(m_log, memberAt(m_log, "browser").is_object() ? "browser" : "creator");
        const std::string by = stringAt(creator, "name");
        m_draft.source = "HAR " + stringAt(m_log, "version", "1.2") +
                         (by.empty() ? "" : " of " + by + " " + stringAt(creator, "version")) + " (" + m_options.fileName + ")";
        for (const Json& page : memberAt(m_log, "pages")) {
            m_titles[stringAt(page, "id")] = stringAt(page, "title");
        }
    }

    /// The first document's host; where there is none, that of most requests.
    Result<> findBase()
    {
        std::map<std::string, std::size_t> counts;
        std::string most;
        for (const Entry& entry : m_entries) {
            const std::string url = urlOf(entry);
            const auto target = parseTargetUrl(url);
            if (!target || !target->scheme.starts_with("http")) {
                continue;
            }
            const std::string origin = target->scheme + "://" + target->hostAndPort();
            if (entry.kind == "page") {
                most = origin;
                break;
            }
            if (++counts[origin] > counts[most] || most.empty()) {
                most = origin;
            }
        }
        if (most.empty()) {
            return fail(Error::Kind::Invalid, "the HAR file has no request to an http or https address");
        }
        const auto set = m_maker.setBase(most);
        m_draft.title = labelOf("Recording of " + parseTargetUrl(most)->host, "Recording");
        return set;
    }

    static std::string urlOf(const Entry& entry) { return withoutMarks(stringAt(memberAt(*entry.json, "request"), "url")); }

    std::optional<Step> stepOf(const Entry& entry)
    {
        const Json& request = memberAt(*entry.json, "request");
        const Json& response = memberAt(*entry.json, "response");
        ForeignRequest foreign;
        foreign.isBrowser = true;
        foreign.method = withoutMarks(stringAt(request, "method", "GET"));
        foreign.url = urlOf(entry);
        foreign.kind = entry.kind;
        const std::string path = shortened(foreign.url.substr(0, foreign.url.find_first_of("?#")), 120);
        const std::int64_t status = integerAt(response, "status");
        if (foreign.url.starts_with("data:") || foreign.url.starts_with("blob:") ||
            foreign.url.starts_with("chrome-extension:") || foreign.method == "CONNECT") {
            return std::nullopt; // never was on the wire
        }
        if (status == 101 || foreign.url.starts_with("ws")) {
            if (const auto target = parseTargetUrl(foreign.url); target && isLoaded(target->host)) {
                m_draft.note("WebSocket " + path + " left out: write what its visitors send as a `websocket` step");
            }
            return std::nullopt;
        }
        const auto target = parseTargetUrl(foreign.url);
        if (target && isLoaded(target->host) && (status <= 0 || status >= 400)) {
            m_draft.note(foreign.method + " " + path + " left out: " +
                         (status <= 0 ? std::string("it had no answer when it was recorded")
                                      : "its answer was " + std::to_string(status) + " when it was recorded"));
            return std::nullopt;
        }
        if (target && lowered(foreign.method) == "options" && !headerOf(request, "access-control-request-method").empty()) {
            return std::nullopt; // a preflight: between hosts only, browsers send it, servers cache it
        }
        for (const Json& header : memberAt(request, "headers")) {
            const std::string name = withoutMarks(stringAt(header, "name"));
            const std::string value = withoutMarks(stringAt(header, "value"));
            if (lowered(name) == "cookie") {
                addCookies(value, foreign.cookies);
            } else {
                foreign.headers.emplace_back(name, value);
            }
        }
        if (foreign.cookies.empty()) {
            for (const Json& cookie : memberAt(request, "cookies")) {
                addCookie(withoutMarks(stringAt(cookie, "name")), withoutMarks(stringAt(cookie, "value")), foreign.cookies);
            }
        }
        addBody(memberAt(request, "postData"), foreign);
        if (status >= 100) {
            foreign.status = static_cast<int>(status == 304 ? 200 : status); // what made it 304 is not sent
        }
        auto step = m_maker.step(foreign);
        if (step && entry.kind == "asset") {
            step->http.checks.clear(); // http_req_failed says it, and the batch stays readable
        }
        return step;
    }

    bool isLoaded(const std::string& host) const
    {
        return std::find(m_draft.allowHosts.begin(), m_draft.allowHosts.end(), host) != m_draft.allowHosts.end() ||
               std::find(m_options.hosts.begin(), m_options.hosts.end(), host) != m_options.hosts.end();
    }

    void addCookies(std::string_view header, TextPairs& cookies)
    {
        for (const std::string& cookie : split(header, ';')) {
            const auto equals = cookie.find('=');
            if (equals != std::string::npos) {
                addCookie(std::string(trimmed(cookie.substr(0, equals))), std::string(trimmed(cookie.substr(equals + 1))),
                          cookies);
            }
        }
    }

    /// What an answer of the recording set, each visitor gets and keeps by itself.
    void addCookie(const std::string& name, const std::string& value, TextPairs& cookies)
    {
        static const std::vector<std::string> kOfAnalytics{"_ga",  "_gid",  "_gat", "_gcl_", "_fbp",
                                                           "_fbc", "__utm", "_hj",  "_clck"};
        const bool isOfAnalytics = std::any_of(kOfAnalytics.begin(), kOfAnalytics.end(),
                                               [&](const std::string& start) { return name.starts_with(start); });
        if (!name.empty() && !isOfAnalytics && !m_setCookies.contains(name)) {
            cookies.emplace_back(name, value);
        }
    }

    static void addBody(const Json& data, ForeignRequest& foreign)
    {
        if (!data.is_object()) {
            return;
        }
        foreign.mime = withoutMarks(stringAt(data, "mimeType"));
        foreign.text = withoutMarks(stringAt(data, "text"));
        const std::string mime = mimeOf(foreign.mime);
        for (const Json& parameter : memberAt(data, "params")) {
            const std::string name = withoutMarks(stringAt(parameter, "name"));
            if (!stringAt(parameter, "fileName").empty()) {
                foreign.files.push_back(name);
            } else {
                foreign.fields.emplace_back(name, withoutMarks(stringAt(parameter, "value")));
            }
        }
        if (mime == "multipart/form-data") {
            foreign.body = ForeignRequest::Body::Multipart;
            foreign.text.clear();
        } else if (mime == "application/x-www-form-urlencoded") {
            foreign.body = ForeignRequest::Body::Form;
            if (!foreign.text.empty()) {
                foreign.fields = formFields(foreign.text);
            } else {
                for (auto& [name, value] : foreign.fields) { // Chrome writes them as they were sent
                    name = percentDecoded(name);
                    value = percentDecoded(value);
                }
            }
        } else if (!foreign.text.empty()) {
            foreign.body = ForeignRequest::Body::Text;
        }
    }

    /// What later requests may have taken from this answer.
    void learn(const Entry& entry, std::size_t index)
    {
        const Json& response = memberAt(*entry.json, "response");
        for (const Json& header : memberAt(response, "headers")) {
            if (lowered(stringAt(header, "name")) != "set-cookie") {
                continue;
            }
            for (const std::string& line : split(withoutMarks(stringAt(header, "value")), '\n')) { // Firefox joins them
                m_setCookies.insert(std::string(trimmed(line.substr(0, line.find('=')))));
            }
        }
        for (const Json& cookie : memberAt(response, "cookies")) {
            m_setCookies.insert(withoutMarks(stringAt(cookie, "name")));
        }
        const Json& content = memberAt(response, "content");
        if (isJsonMime(mimeOf(stringAt(content, "mimeType"))) && stringAt(content, "encoding").empty()) {
            if (auto json = parseForeignJson(stringAt(content, "text"), "answer")) {
                m_answers.emplace_back(index, std::move(*json));
            }
        }
    }

    /// A token that an earlier answer gave is extracted there: `{{token}}`.
    std::optional<std::string> originOf(const std::string& name, const std::string& value)
    {
        if (const auto known = m_extracted.find(value); known != m_extracted.end()) {
            return "{{" + known->second + "}}";
        }
        if (value.size() < 8 || value.size() > kMaxFoundBytes || m_made == nullptr) {
            return std::nullopt;
        }
        for (auto answer = m_answers.rbegin(); answer != m_answers.rend(); ++answer) {
            auto& step = (*m_made)[answer->first];
            const auto pointer = step ? pointerTo(answer->second, value) : std::nullopt;
            if (!pointer || planText(*pointer) != *pointer) {
                continue;
            }
            const std::string wanted = lowered(variableName(name));
            std::string key = wanted;
            for (int number = 2; !m_names.insert(key).second; ++number) {
                key = wanted + "_" + std::to_string(number);
            }
            step->http.extracts.push_back({key, Extraction::Source::JsonPointer, *pointer});
            m_extracted[value] = key;
            return "{{" + key + "}}";
        }
        return std::nullopt;
    }

    /// Pages as groups: the document, its assets as a batch, then what the page asked for; gaps as think times.
    void assemble(std::vector<std::optional<Step>>& steps)
    {
        double busyUntil = -1;
        Step* group = nullptr;
        std::string page = "\n"; // no page's id
        std::vector<Step> assets;
        const auto closeBatch = [&] {
            if (assets.size() == 1) {
                group->steps.push_back(std::move(assets.front()));
            } else if (!assets.empty()) {
                Step batch;
                batch.kind = StepKind::Batch;
                batch.name = labelOf("assets of " + group->name, "assets");
                batch.steps = std::move(assets);
                group->steps.push_back(std::move(batch));
            }
            assets.clear();
        };
        for (std::size_t i = 0; i < steps.size(); ++i) {
            const Entry& entry = m_entries[i];
            if (!steps[i]) {
                continue;
            }
            const double gap = busyUntil < 0 ? 0 : entry.startMs - busyUntil;
            const bool isNewPage =
                group == nullptr || entry.page != page || (entry.page.empty() && entry.kind == "page" && gap >= kThinkFromMs);
            if (isNewPage || gap >= kThinkFromMs) {
                if (group != nullptr) {
                    closeBatch();
                }
                addThink(gap, isNewPage || group == nullptr ? m_draft.flow : group->steps);
            }
            if (isNewPage) {
                Step next;
                next.kind = StepKind::Group;
                next.name = titleOf(entry);
                m_draft.flow.push_back(std::move(next));
                group = &m_draft.flow.back();
                page = entry.page;
            }
            busyUntil = std::max(busyUntil, entry.endMs);
            if (entry.kind == "asset" && steps[i]->http.method == "GET") {
                assets.push_back(std::move(*steps[i]));
                continue;
            }
            // a redirect or a call in the midst of the assets does not tear the batch apart
            if (entry.kind == "page") {
                closeBatch();
            }
            group->steps.push_back(std::move(*steps[i]));
        }
        if (group != nullptr) {
            closeBatch();
        }
        dropEmptyGroups();
    }

    static void addThink(double gapMs, std::vector<Step>& steps)
    {
        if (gapMs < kThinkFromMs) {
            return;
        }
        Step think;
        think.kind = StepKind::Think;
        const auto rounded = static_cast<std::int64_t>(std::round(std::min(gapMs, kLongestThinkMs) / 100)) * 100;
        think.think.min = std::chrono::milliseconds(rounded);
        think.think.max = think.think.min;
        steps.push_back(std::move(think));
    }

    std::string titleOf(const Entry& entry) const
    {
        const auto title = m_titles.find(entry.page);
        std::string name = title == m_titles.end() ? "" : title->second;
        if (name.empty() || name.find("://") != std::string::npos) { // Chrome's title is the URL
            const std::string url = name.empty() ? urlOf(entry) : name;
            const auto path = url.find('/', url.find("://") + 3);
            name = path == std::string::npos ? "/" : url.substr(path, url.find_first_of("?#", path) - path);
        }
        return labelOf(name, "page");
    }

    void dropEmptyGroups()
    {
        std::erase_if(m_draft.flow, [](const Step& step) { return step.kind == StepKind::Group && step.steps.empty(); });
        while (!m_draft.flow.empty() && m_draft.flow.front().kind == StepKind::Think) {
            m_draft.flow.erase(m_draft.flow.begin());
        }
        if (!m_draft.flow.empty()) {
            Step think;
            think.kind = StepKind::Think;
            think.think = {std::chrono::seconds(2), std::chrono::seconds(6)};
            m_draft.flow.push_back(std::move(think)); // between two visits
        }
    }

    const Json& m_log;
    const ImportOptions& m_options;
    PlanDraft m_draft;
    RequestMaker m_maker;
    std::vector<Entry> m_entries;
    std::map<std::string, std::string> m_titles;
    std::set<std::string> m_setCookies;
    std::vector<std::pair<std::size_t, Json>> m_answers; // JSON, by entry
    std::map<std::string, std::string> m_extracted;      // name by value
    std::set<std::string> m_names;
    std::vector<std::optional<Step>>* m_made = nullptr;
};

} // namespace

Result<Imported> importHar(std::string_view text, const ImportOptions& options)
{
    const auto json = parseForeignJson(text, "the HAR file");
    if (!json) {
        return fail(json.error());
    }
    return HarImport(memberAt(*json, "log"), options).run();
}

} // namespace holdpoint

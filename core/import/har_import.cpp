// SPDX-License-Identifier: GPL-3.0-or-later
// HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec): what a browser or proxy recorded, page by page.
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/import/har_recording.h"
#include "core/import/marked_text.h"
#include "core/import/sensitive.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxEntries = 5'000;
constexpr double kThinkFromMs = 500;     // shorter gaps are the browser's own
constexpr double kLongestThinkMs = 60e3; // the person went for a coffee

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

} // namespace

Result<Imported> HarImport::run()
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
    for (const HarEntry& entry : m_entries) {
        steps.push_back(stepOf(entry));
        m_made = &steps;
        learn(entry, steps.size() - 1);
    }
    assemble(steps);
    return m_maker.finish();
}

Result<> HarImport::readEntries()
{
    const Json& entries = memberAt(m_log, "entries");
    if (!entries.is_array() || entries.empty()) {
        return fail(Error::Kind::Invalid, "the HAR file has no `log.entries`, or they are empty: nothing was recorded");
    }
    std::optional<WallTime> first;
    for (const Json& json : entries) {
        if (m_entries.size() == kMaxEntries) {
            m_draft.note(formatCount(entries.size() - kMaxEntries) + " requests behind the first " + formatCount(kMaxEntries) +
                         " were left out");
            break;
        }
        HarEntry entry;
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
                     [](const HarEntry& a, const HarEntry& b) { return a.startMs < b.startMs; });
    return {};
}

/// RFC 3339 with any offset; browsers write local time.
std::optional<WallTime> HarImport::wallTimeOf(std::string text)
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

void HarImport::describe()
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
Result<> HarImport::findBase()
{
    std::map<std::string, std::size_t> counts;
    std::string most;
    for (const HarEntry& entry : m_entries) {
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

std::string HarImport::urlOf(const HarEntry& entry)
{
    return withoutMarks(stringAt(memberAt(*entry.json, "request"), "url"));
}

/// Pages as groups: the document, its assets as a batch, then what the page asked for; gaps as think times.
void HarImport::assemble(std::vector<std::optional<Step>>& steps)
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
        const HarEntry& entry = m_entries[i];
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

void HarImport::addThink(double gapMs, std::vector<Step>& steps)
{
    if (gapMs < kThinkFromMs) {
        return;
    }
    const auto rounded = static_cast<std::int64_t>(std::round(std::min(gapMs, kLongestThinkMs) / 100)) * 100;
    steps.push_back(thinkStep(std::chrono::milliseconds(rounded), std::chrono::milliseconds(rounded)));
}

std::string HarImport::titleOf(const HarEntry& entry) const
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

void HarImport::dropEmptyGroups()
{
    std::erase_if(m_draft.flow, [](const Step& step) { return step.kind == StepKind::Group && step.steps.empty(); });
    while (!m_draft.flow.empty() && m_draft.flow.front().kind == StepKind::Think) {
        m_draft.flow.erase(m_draft.flow.begin());
    }
    if (!m_draft.flow.empty()) {
        m_draft.flow.push_back(thinkStep(std::chrono::seconds(2), std::chrono::seconds(6))); // between two visits
    }
}

Result<Imported> importHar(std::string_view text, const ImportOptions& options)
{
    const auto json = parseForeignJson(text, "the HAR file");
    if (!json) {
        return fail(json.error());
    }
    return HarImport(memberAt(*json, "log"), options).run();
}

} // namespace holdpoint

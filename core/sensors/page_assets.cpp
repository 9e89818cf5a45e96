// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sensors/page_assets.h"

#include "core/base/text.h"
#include "core/base/units.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

namespace holdpoint {

namespace {

constexpr std::size_t kMostTags = 20'000;

bool isBlank(char c)
{
    return std::isspace(static_cast<unsigned char>(c)) != 0;
}

struct Tag
{
    std::string name; // lower case
    std::map<std::string, std::string> attributes;

    std::string attribute(const std::string& key) const
    {
        const auto found = attributes.find(key);
        return found == attributes.end() ? std::string() : found->second;
    }
};

std::string withoutEntities(std::string_view text)
{
    std::string plain(trimmed(text));
    for (auto at = plain.find("&amp;"); at != std::string::npos; at = plain.find("&amp;", at + 1)) {
        plain.erase(at + 1, 4);
    }
    return plain;
}

/// Goes from tag to tag.
class TagReader
{
public:
    explicit TagReader(std::string_view html) : m_html(html) {}

    /// False at the end.
    bool next(Tag& tag)
    {
        for (;;) {
            m_at = m_html.find('<', m_at);
            if (m_at == std::string_view::npos) {
                return false;
            }
            if (m_html.substr(m_at, 4) == "<!--") {
                const auto end = m_html.find("-->", m_at + 4);
                m_at = end == std::string_view::npos ? m_html.size() : end + 3;
                continue;
            }
            ++m_at;
            if (m_at < m_html.size() && std::isalpha(static_cast<unsigned char>(m_html[m_at])) != 0) {
                break;
            }
        }
        tag = {};
        while (m_at < m_html.size() && std::isalnum(static_cast<unsigned char>(m_html[m_at])) != 0) {
            tag.name += static_cast<char>(std::tolower(static_cast<unsigned char>(m_html[m_at++])));
        }
        readAttributes(tag);
        if (tag.name == "script" || tag.name == "style" || tag.name == "template") { // what is inside is no tag of the page
            skipTo("</" + tag.name);
        }
        return true;
    }

private:
    void readAttributes(Tag& tag)
    {
        while (m_at < m_html.size() && m_html[m_at] != '>') {
            if (isBlank(m_html[m_at]) || m_html[m_at] == '/') {
                ++m_at;
                continue;
            }
            std::string key;
            while (m_at < m_html.size() && !isBlank(m_html[m_at]) && m_html[m_at] != '=' && m_html[m_at] != '>') {
                key += static_cast<char>(std::tolower(static_cast<unsigned char>(m_html[m_at++])));
            }
            skipBlanks();
            std::string value;
            if (m_at < m_html.size() && m_html[m_at] == '=') {
                ++m_at;
                skipBlanks();
                value = readValue();
            }
            tag.attributes.emplace(key, withoutEntities(value)); // the first of two counts
        }
    }

    std::string readValue()
    {
        const char quote = m_at < m_html.size() ? m_html[m_at] : '\0';
        if (quote == '"' || quote == '\'') {
            const auto end = std::min(m_html.find(quote, m_at + 1), m_html.size());
            const std::string_view value = m_html.substr(std::min(m_at + 1, end), end - std::min(m_at + 1, end));
            m_at = std::min(end + 1, m_html.size());
            return std::string(value);
        }
        const auto begin = m_at;
        while (m_at < m_html.size() && !isBlank(m_html[m_at]) && m_html[m_at] != '>') {
            ++m_at;
        }
        return std::string(m_html.substr(begin, m_at - begin));
    }

    void skipBlanks()
    {
        while (m_at < m_html.size() && isBlank(m_html[m_at])) {
            ++m_at;
        }
    }

    void skipTo(const std::string& end)
    {
        for (; m_at < m_html.size(); ++m_at) {
            m_at = std::min(m_html.find('<', m_at), m_html.size());
            if (lowered(m_html.substr(m_at, end.size())) == end) {
                return;
            }
        }
    }

    std::string_view m_html;
    std::size_t m_at = 0;
};

/// The first picture of "a.webp 1x, b.webp 2x".
std::string firstOfSet(const std::string& set)
{
    const std::string_view first = trimmed(std::string_view(set).substr(0, set.find(',')));
    return std::string(first.substr(0, first.find_first_of(" \t\n")));
}

} // namespace

PageAssets pageAssets(std::string_view html)
{
    PageAssets page;
    std::set<std::string> known;
    const auto add = [&](const std::string& url) {
        if (!url.empty() && !lowered(url.substr(0, 5)).starts_with("data:") && known.insert(url).second) {
            page.urls.push_back(url);
        }
    };
    TagReader reader(html);
    Tag tag;
    for (std::size_t i = 0; i < kMostTags && reader.next(tag); ++i) {
        if (tag.name == "script") {
            add(tag.attribute("src"));
        } else if (tag.name == "link") {
            const std::string rel = " " + lowered(tag.attribute("rel")) + " ";
            const bool isLoaded = rel.find(" stylesheet ") != std::string::npos || rel.find(" preload ") != std::string::npos ||
                                  rel.find(" modulepreload ") != std::string::npos;
            add(isLoaded ? tag.attribute("href") : "");
        } else if (tag.name == "img" || tag.name == "iframe") {
            const std::string source = tag.attribute("src");
            page.elements.push_back({tag.name, source, lowered(tag.attribute("loading")) == "lazy"});
            if (tag.name == "img") {
                add(source.empty() ? firstOfSet(tag.attribute("srcset")) : source);
            }
        } else if (tag.name == "source") {
            add(firstOfSet(tag.attribute("srcset")));
        }
    }
    return page;
}

bool isCacheHit(std::string_view xCache, std::string_view cfCacheStatus, std::string_view serverTiming, std::string_view age)
{
    const std::string timing = lowered(serverTiming);
    const bool isTimedHit = timing.find("cdn-cache") != std::string::npos && timing.find("hit") != std::string::npos;
    const auto seconds = parseInteger(trimmed(age));
    return lowered(xCache).find("hit") != std::string::npos || lowered(trimmed(cfCacheStatus)) == "hit" || isTimedHit ||
           (seconds && *seconds > 0);
}

long long maxAgeOf(std::string_view cacheControl)
{
    long long shared = -1;
    long long own = -1;
    for (const std::string& part : split(lowered(cacheControl), ',')) {
        const std::string word(trimmed(part));
        if (word == "no-store" || word == "no-cache" || word == "private") {
            return 0;
        }
        const auto equal = word.find('=');
        if (equal == std::string::npos) {
            continue;
        }
        const auto seconds = parseInteger(std::string_view(word).substr(equal + 1));
        if (seconds && word.starts_with("s-maxage=")) {
            shared = *seconds;
        } else if (seconds && word.starts_with("max-age=")) {
            own = *seconds;
        }
    }
    return std::max(0LL, shared >= 0 ? shared : own);
}

} // namespace holdpoint

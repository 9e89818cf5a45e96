// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

/// What a page's HTML names to be loaded with it; pure, and bounded by the text's size.
struct PageAssets
{
    struct Element // an img or iframe, in the order of the page
    {
        std::string tag;
        std::string url; // as written; empty if a script fills it in
        bool isLazy = false;
    };
    std::vector<std::string> urls; // of scripts, style sheets, images and their sources; each once, as written
    std::vector<Element> elements;
};

/// Reads tags as browsers do where it matters here: any case, any quotes, comments and scripts skipped, entities &amp; put back.
PageAssets pageAssets(std::string_view html);

/// What an answer says of its way here: `hit` by a cache between, by any of the headers that CDNs send. Names in lower case.
bool isCacheHit(std::string_view xCache, std::string_view cfCacheStatus, std::string_view serverTiming, std::string_view age);
/// Seconds that a shared cache may keep it: s-maxage, else max-age of Cache-Control; 0 for no-store, no-cache, private or
/// nothing.
long long maxAgeOf(std::string_view cacheControl);

} // namespace holdpoint

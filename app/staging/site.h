// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/staging/message.h"
#include "app/staging/platform.h"

#include <map>

namespace holdpoint::staging {

struct Asset
{
    std::string bytes;
    std::string_view contentType;
    std::string etag; // quoted
};

/// The files under /static/, made at start: style sheet, script, logo, two photos and a font of a usual site's sizes.
std::map<std::string, Asset, std::less<>> makeAssets();

/// What browsers see: pages and assets, all rendered once.
class Site
{
public:
    explicit Site(const std::vector<Event>& events);

    Response home() const { return page(m_home); }
    Response eventList() const { return page(m_eventList); }
    /// 404 for an id that is no event's.
    Response event(std::string_view id) const;
    /// 304 if the request's If-None-Match fits.
    Response asset(std::string_view name, const Request& request) const;

private:
    static Response page(const std::string& html);

    std::string m_home;
    std::string m_eventList;
    std::map<std::string, std::string, std::less<>> m_events;
    std::map<std::string, Asset, std::less<>> m_assets;
};

} // namespace holdpoint::staging

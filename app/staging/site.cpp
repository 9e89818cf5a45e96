// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/staging/site.h"

#include "core/base/text.h"

namespace holdpoint::staging {

namespace {

std::string framed(std::string_view title, std::string_view main)
{
    return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
           std::string(title) +
           " · Staging</title>\n<link rel=\"icon\" href=\"/static/logo.svg\" type=\"image/svg+xml\">\n"
           "<link rel=\"preload\" href=\"/static/font.woff2\" as=\"font\" type=\"font/woff2\" crossorigin>\n"
           "<link rel=\"stylesheet\" href=\"/static/app.css\">\n<script src=\"/static/app.js\" defer></script>\n</head>\n<body>\n"
           "<header class=\"bar\"><img class=\"logo\" src=\"/static/logo.svg\" alt=\"Staging\" width=\"40\" height=\"40\">"
           "<nav><a href=\"/\">Home</a> <a href=\"/events\">Events</a></nav>"
           "<form class=\"search\" data-search><input name=\"q\" type=\"search\" placeholder=\"Search\" "
           "aria-label=\"Search\"></form>"
           "</header>\n<main>\n" +
           std::string(main) + "</main>\n<footer class=\"foot\">Holdpoint's staging service</footer>\n</body>\n</html>\n";
}

std::string card(const Event& event)
{
    const std::string id = std::to_string(event.id);
    return "<article class=\"card\"><h2><a href=\"/events/" + id + "\">" + htmlEscape(event.title) + "</a></h2><p>" +
           htmlEscape(event.venue) + ", <time datetime=\"" + event.startsAt + "\">" + event.startsAt.substr(0, 10) +
           "</time></p><p class=\"num\">" + std::to_string(event.capacity) + " seats</p></article>\n";
}

std::string cards(const std::vector<Event>& events)
{
    std::string html = "<section class=\"grid\">\n";
    for (const Event& event : events) {
        html += card(event);
    }
    return html + "</section>\n";
}

std::string eventHtml(const Event& event)
{
    const std::string id = std::to_string(event.id);
    return framed(event.title,
                  "<h1>" + htmlEscape(event.title) +
                      "</h1>\n<img class=\"photo\" src=\"/static/photo-2.jpg\" alt=\"\" width=\"1024\" height=\"768\">\n<p>" +
                      htmlEscape(event.venue) + ", <time datetime=\"" + event.startsAt + "\">" + event.startsAt.substr(0, 10) +
                      "</time></p>\n<p><span class=\"num\" data-attendance=\"" + id + "\">0</span> of <span class=\"num\">" +
                      std::to_string(event.capacity) + "</span> seats are taken.</p>\n<button class=\"primary\" data-rsvp=\"" +
                      id + "\">I will come</button>\n");
}

} // namespace

Site::Site(const std::vector<Event>& events)
    : m_home(framed("Home", "<section class=\"hero\"><h1>What is on</h1>\n<img class=\"photo\" src=\"/static/photo-1.jpg\" "
                            "alt=\"\" width=\"1024\" height=\"768\"></section>\n" +
                                cards({events.begin(), events.begin() + 3}) +
                                "<img class=\"photo\" src=\"/static/photo-2.jpg\" alt=\"\" width=\"1024\" height=\"768\">\n")),
      m_eventList(framed("Events", "<h1>Events</h1>\n<img class=\"photo\" src=\"/static/photo-1.jpg\" alt=\"\" width=\"1024\" "
                                   "height=\"768\">\n" +
                                       cards(events))),
      m_assets(makeAssets())
{
    for (const Event& event : events) {
        m_events.emplace(std::to_string(event.id), eventHtml(event));
    }
}

Response Site::page(const std::string& html)
{
    return Response{
        .contentType = "text/html; charset=utf-8", .body = {}, .asset = &html, .headers = "Cache-Control: no-cache\r\n"};
}

Response Site::event(std::string_view id) const
{
    const auto at = m_events.find(id);
    return at == m_events.end() ? errorResponse(404, "there is no event `" + shortened(id, 40) + "`") : page(at->second);
}

Response Site::asset(std::string_view name, const Request& request) const
{
    const auto at = m_assets.find(name);
    if (at == m_assets.end()) {
        return errorResponse(404, "there is no file `" + shortened(name, 40) + "`");
    }
    const Asset& asset = at->second;
    Response response{.contentType = asset.contentType, .body = {}, .asset = &asset.bytes, .headers = {}};
    response.headers = "Cache-Control: public, max-age=31536000, immutable\r\nETag: " + asset.etag + "\r\n";
    if (request.header("If-None-Match") == asset.etag) {
        response.status = 304;
        response.asset = nullptr;
    }
    return response;
}

} // namespace holdpoint::staging

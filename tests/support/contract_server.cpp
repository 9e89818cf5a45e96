// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/contract_server.h"

#include "core/base/text.h"
#include "tests/support/contract_rules.h"

#include <algorithm>
#include <arpa/inet.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace holdpoint::test {

namespace {

namespace http = boost::beast::http;
using boost::asio::ip::tcp;

std::string decoded(std::string_view text)
{
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            plain += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
            i += 2;
        } else {
            plain += text[i] == '+' ? ' ' : text[i];
        }
    }
    return plain;
}

ContractRequest understood(const http::request<http::string_body>& raw)
{
    ContractRequest request;
    request.method = std::string(raw.method_string());
    const std::string target(raw.target());
    const auto question = std::min(target.find('?'), target.size());
    request.path = target.substr(0, question); // encoded: an id may hold a slash
    for (const std::string& item : split(std::string_view(target).substr(std::min(question + 1, target.size())), '&')) {
        const auto equals = std::min(item.find('='), item.size());
        if (!item.empty()) {
            request.query.emplace(decoded(item.substr(0, equals)), decoded(item.substr(std::min(equals + 1, item.size()))));
        }
    }
    for (const auto& field : raw) {
        request.headers[lowered(std::string(field.name_string()))] = std::string(field.value());
    }
    request.body = raw.body();
    return request;
}

} // namespace

std::string ContractRequest::header(const std::string& name) const
{
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
}

std::string ContractRequest::item(const std::string& name) const
{
    const auto found = query.find(name);
    return found == query.end() ? "" : found->second;
}

ContractServer::ContractServer()
{
    m_acceptor = std::thread([this] { acceptLoop(); });
}

ContractServer::~ContractServer()
{
    m_listener.stop();
    m_acceptor.join();
    {
        const std::lock_guard lock(m_mutex);
        for (const int connection : m_open) {
            ::shutdown(connection, SHUT_RDWR);
        }
    }
    for (std::thread& connection : m_connections) {
        connection.join();
    }
}

void ContractServer::acceptLoop()
{
    while (const auto visitor = m_listener.accept()) {
        const int connection = *visitor;
        {
            const std::lock_guard lock(m_mutex);
            m_open.insert(connection);
        }
        m_connections.emplace_back([this, connection] { serve(connection); });
    }
}

void ContractServer::serve(int connection)
{
    boost::asio::io_context context;
    tcp::socket socket(context, tcp::v4(), connection);
    boost::beast::flat_buffer buffer;
    boost::system::error_code error;
    while (!error) {
        http::request<http::string_body> raw;
        http::read(socket, buffer, raw, error);
        if (error) {
            break;
        }
        const ContractRequest request = understood(raw);
        const ContractReply said = answer(request);
        if (isUnanswered(request.path)) {
            continue;
        }
        if (m_delayMs > 0) {
            ::poll(nullptr, 0, m_delayMs);
        }
        http::response<http::string_body> reply(static_cast<http::status>(said.status), 11);
        reply.set(http::field::content_type, said.type);
        for (const auto& [name, value] : said.headers) {
            reply.set(name, value);
        }
        reply.body() = said.body;
        reply.prepare_payload();
        http::write(socket, reply, error);
    }
    const std::lock_guard lock(m_mutex); // before the descriptor is closed and may be another's
    m_open.erase(connection);
}

ContractReply ContractServer::answer(const ContractRequest& request)
{
    const std::lock_guard lock(m_mutex);
    m_requests.push_back(request);
    for (auto& [path, replies] : m_scripts) {
        if (request.path.starts_with(path) && !replies.empty()) {
            ContractReply reply = std::move(replies.front());
            replies.pop_front();
            return reply;
        }
    }
    ContractRules rules{*this, request, {}};
    ContractReply reply = rules.answer();
    for (const std::string& fault : rules.faults) {
        m_violations.push_back(request.method + " " + request.path + ": " + fault);
    }
    if (!rules.faults.empty()) {
        reply = {400, R"({"message":"the request breaks the contract"})", {}, "application/json"};
    } else if (const auto own = m_answers.find(request.path);
               own != m_answers.end() && request.method == "GET" && reply.status == 200) {
        reply.body = dumpJson(own->second);
    }
    return reply;
}

bool ContractServer::isUnanswered(const std::string& path) const
{
    const std::lock_guard lock(m_mutex);
    return std::any_of(m_unanswered.begin(), m_unanswered.end(), [&](const std::string& each) { return path.starts_with(each); });
}

void ContractServer::leaveUnanswered(const std::string& path)
{
    const std::lock_guard lock(m_mutex);
    m_unanswered.insert(path);
}

void ContractServer::answerAgain()
{
    const std::lock_guard lock(m_mutex);
    m_unanswered.clear();
}

void ContractServer::script(const std::string& path, std::deque<ContractReply> replies)
{
    const std::lock_guard lock(m_mutex);
    m_scripts[path] = std::move(replies);
}

void ContractServer::set(const std::string& path, const Json& answer)
{
    const std::lock_guard lock(m_mutex);
    m_answers[path] = answer;
}

std::vector<std::string> ContractServer::violations() const
{
    const std::lock_guard lock(m_mutex);
    return m_violations;
}

std::vector<ContractRequest> ContractServer::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

std::size_t ContractServer::count(const std::string& path) const
{
    const std::lock_guard lock(m_mutex);
    return static_cast<std::size_t>(std::count_if(m_requests.begin(), m_requests.end(),
                                                  [&path](const ContractRequest& each) { return each.path.starts_with(path); }));
}

} // namespace holdpoint::test

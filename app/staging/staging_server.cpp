// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/staging/staging_server.h"

#include "app/staging/listeners.h"
#include "app/staging/stream_connection.h"
#include "app/staging/tls_identity.h"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace holdpoint {

using namespace staging;
using boost::system::error_code;

namespace {

constexpr int kAcceptBatch = 256;
constexpr Millis kAcceptPause{100}; // after the descriptor table was full
constexpr double kMostLeaked = 2e9;

std::string dateLine()
{
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    std::array<char, 64> line{};
    std::strftime(line.data(), line.size(), "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &utc); // RFC 9110 §5.6.7; the C locale
    return line.data();
}

} // namespace

struct Listener
{
    explicit Listener(TcpAcceptor from) : acceptor(std::move(from)), pause(acceptor.get_executor()) {}

    TcpAcceptor acceptor;
    boost::asio::steady_timer pause;
};

// Members are destroyed in reverse: the io_context first ends what still runs, then what its handlers used goes.
struct StagingServer::Impl
{
    explicit Impl(const StagingOptions& options) : isTls(options.tls), service(options)
    {
        context.requestTimeout = options.requestTimeout;
        context.now = systemClock().steadyNow();
        context.date = dateLine();
    }
    ~Impl()
    {
        service.forgetWaiters();
        if (wakeFd >= 0) {
            ::close(wakeFd);
        }
    }

    Result<> open(const StagingOptions& options);
    void accept(Listener& listener);
    bool acceptOne(Listener& listener);
    void pauseAccepting(Listener& listener);
    void awaitStop();
    void tick();
    void leak();
    void planStall();
    void stall(Nanos length);
    void run();

    bool isTls;
    std::uint16_t port = 0;
    int wakeFd = -1; // an eventfd: the only thing that another thread touches
    Service service;
    ConnectionContext context{service, io};
    std::unique_ptr<boost::asio::ssl::context> validTls;
    std::unique_ptr<boost::asio::ssl::context> expiredTls;
    std::vector<std::unique_ptr<char[]>> leaked;
    double leakedBytes = 0;
    bool saidTableFull = false;
    boost::asio::io_context io{1};
    std::unique_ptr<SpanExporter> spans;
    std::vector<std::unique_ptr<Listener>> listeners;
    boost::asio::posix::stream_descriptor wake{io};
    boost::asio::steady_timer ticker{io};
    boost::asio::steady_timer stallTimer{io};
};

Result<> StagingServer::Impl::open(const StagingOptions& options)
{
    std::vector<StagingFault> faults;
    for (const std::string& text : options.faults) {
        auto fault = parseFault(text);
        if (!fault) {
            return fail(fault.error());
        }
        faults.push_back(*std::move(fault));
    }
    if (const auto done = service.setFaults(faults); !done) {
        return done;
    }
    if (isTls) {
        auto valid = makeTlsContext(Validity::Now);
        auto expired = makeTlsContext(Validity::Expired);
        if (!valid || !expired) {
            return fail(valid ? expired.error() : valid.error());
        }
        validTls = *std::move(valid);
        expiredTls = *std::move(expired);
    }
    if (!options.otlpUrl.empty()) {
        auto exporter = SpanExporter::make(options.otlpUrl, io, service.metrics);
        if (!exporter) {
            return fail(exporter.error());
        }
        spans = *std::move(exporter);
        context.spans = spans.get();
    }
    wakeFd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    const int waitFd = wakeFd < 0 ? -1 : dup(wakeFd);
    if (waitFd < 0) {
        return fail(Error::Kind::Internal, std::string("cannot make an eventfd: ") + std::strerror(errno));
    }
    wake.assign(waitFd);
    auto listening = listenOnLoopback(io, options.port);
    if (!listening) {
        return fail(listening.error());
    }
    for (TcpAcceptor& acceptor : *listening) {
        listeners.push_back(std::make_unique<Listener>(std::move(acceptor)));
    }
    port = listeners.front()->acceptor.local_endpoint().port();
    service.onFaultsChanged = [this] { planStall(); };
    return {};
}

void StagingServer::Impl::accept(Listener& listener)
{
    listener.acceptor.async_wait(TcpAcceptor::wait_read, [this, &listener](const error_code& error) {
        if (error) {
            return;
        }
        int count = 0;
        while (count < kAcceptBatch && acceptOne(listener)) {
            ++count;
        }
        if (count == kAcceptBatch) {
            accept(listener);
        }
    });
}

/// False: accepting goes on later, on its own.
bool StagingServer::Impl::acceptOne(Listener& listener)
{
    error_code error;
    TcpSocket socket(io);
    listener.acceptor.accept(socket, error);
    if (error == boost::system::errc::too_many_files_open || error == boost::system::errc::too_many_files_open_in_system ||
        error == boost::system::errc::no_buffer_space || error == boost::system::errc::not_enough_memory) {
        if (!std::exchange(saidTableFull, true)) {
            std::fprintf(stderr, "staging: no more connections (%s): raise `ulimit -n`\n", error.message().c_str());
        }
        pauseAccepting(listener);
        return false;
    }
    if (error == boost::asio::error::would_block || error == boost::asio::error::bad_descriptor) {
        accept(listener);
        return false;
    }
    if (error) {
        return true; // the client is gone already: accept(2) reports it here
    }
    error_code ignored;
    socket.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
    socket.non_blocking(true, ignored);
    if (isTls) {
        auto& tls = service.faults().isCertificateExpired ? *expiredTls : *validTls;
        std::make_shared<StreamConnection<TlsStream>>(context, TlsStream(std::move(socket), tls))->start();
    } else {
        std::make_shared<StreamConnection<TcpSocket>>(context, std::move(socket))->start();
    }
    return true;
}

void StagingServer::Impl::pauseAccepting(Listener& listener)
{
    listener.pause.expires_after(kAcceptPause);
    listener.pause.async_wait([this, &listener](const error_code& error) {
        if (!error) {
            accept(listener);
        }
    });
}

void StagingServer::Impl::awaitStop()
{
    wake.async_wait(boost::asio::posix::stream_descriptor::wait_read, [this](const error_code& error) {
        if (!error) {
            io.stop();
        }
    });
}

void StagingServer::Impl::tick()
{
    context.now = systemClock().steadyNow();
    context.date = dateLine();
    for (auto at = context.connections.begin(); at != context.connections.end();) {
        ListedConnection& connection = *at++;
        connection.closeIfLate();
    }
    service.rtc.releaseHeld(context.now);
    leak();
    if (spans) {
        spans->flush();
    }
    ticker.expires_after(Seconds{1});
    ticker.async_wait([this](const error_code& error) {
        if (!error) {
            tick();
        }
    });
}

void StagingServer::Impl::leak()
{
    const double rate = service.faults().leakBytesPerSecond;
    if (rate == 0) {
        leaked.clear();
        leakedBytes = 0;
    } else if (leakedBytes + rate <= kMostLeaked) {
        const auto size = static_cast<std::size_t>(rate);
        leaked.emplace_back(new char[size]);
        std::memset(leaked.back().get(), 1, size); // resident, not only reserved
        leakedBytes += rate;
    }
}

void StagingServer::Impl::planStall()
{
    const auto fault = service.faults().stall;
    if (!fault) {
        stallTimer.cancel();
        return;
    }
    stallTimer.expires_after(fault->after);
    stallTimer.async_wait([this, length = fault->length](const error_code& error) {
        if (!error) {
            stall(length);
        }
    });
}

/// The whole service stands still, as in a long garbage collection: nothing is accepted, read or answered.
void StagingServer::Impl::stall(Nanos length)
{
    pollfd stop{wakeFd, POLLIN, 0};
    if (::poll(&stop, 1, static_cast<int>(std::chrono::ceil<Millis>(length).count())) > 0) {
        io.stop();
    }
    service.endStall();
}

void StagingServer::Impl::run()
{
    awaitStop();
    tick();
    planStall();
    for (const auto& listener : listeners) {
        accept(*listener);
    }
    io.run();
    listeners.clear();
    for (auto at = context.connections.begin(); at != context.connections.end();) {
        ListedConnection& connection = *at++;
        connection.close();
    }
}

StagingServer::StagingServer(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}

StagingServer::~StagingServer() = default;

Result<std::unique_ptr<StagingServer>> StagingServer::start(const StagingOptions& options)
{
    auto impl = std::make_unique<Impl>(options);
    if (const auto done = impl->open(options); !done) {
        return fail(done.error());
    }
    return std::unique_ptr<StagingServer>(new StagingServer(std::move(impl)));
}

std::uint16_t StagingServer::port() const
{
    return m_impl->port;
}

std::string StagingServer::url() const
{
    return (m_impl->isTls ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port());
}

void StagingServer::run()
{
    m_impl->run();
}

void StagingServer::stop()
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(m_impl->wakeFd, &one, sizeof one);
}

} // namespace holdpoint

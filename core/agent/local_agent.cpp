// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/agent/local_agent.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QTimer>
#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace holdpoint {

namespace {

constexpr int kEndLimitMs = 4000; // the agent closes everything within 3 s once its stdin has ended

std::string crashText(const QProcess& process)
{
    const QByteArray last = process.property("lastError").toByteArray().trimmed().right(300);
    std::string text = process.exitStatus() == QProcess::CrashExit
                           ? "the agent was killed or crashed"
                           : "the agent ended with exit code " + std::to_string(process.exitCode());
    return last.isEmpty() ? text : text + ": " + last.toStdString();
}

} // namespace

class LocalAgent::Private
{
public:
    explicit Private(LocalAgent& agent) : owner(agent) {}

    void send(const Json& json)
    {
        if (process->state() != QProcess::NotRunning) {
            process->write(QByteArray::fromStdString(dumpJson(json) + "\n"));
        }
    }
    void readLines();
    void take(const QByteArray& line);
    void takeFrame(const Json& json);
    void takeMessage(const Json& json);
    void ask(Json question, OnceDone done);
    void answer(std::int64_t id, Result<std::vector<StepOutcome>> outcomes);
    void lose(const std::string& why);
    void askForEnd();
    void askForKept();
    void tellEnd();
    void giveUpHole(std::uint64_t nextSeq);
    void takeAhead();

    LocalAgent& owner;
    std::unique_ptr<QProcess> process = std::make_unique<QProcess>();
    QString program;
    std::uint64_t lastSeq = 0;
    std::uint64_t askedAfter = 0;
    std::map<std::uint64_t, Frame> ahead; // came before a hole was filled
    std::optional<std::string> endedWhy;  // the agent has ended its load and its last frames are awaited
    std::optional<EngineVerdict> verdict;
    std::string samplesFault;
    std::uint64_t endSeq = 0;
    std::uint64_t askedAtEnd = 0;
    int statusesAwaited = 0;
    std::int64_t lastId = 0;
    std::map<std::int64_t, OnceDone> waiting;
    bool isLost = false;
    std::string whyLost;
    bool isEnding = false;
};

void LocalAgent::Private::readLines()
{
    while (process->canReadLine()) {
        take(process->readLine());
        if (isLost) {
            return;
        }
    }
}

void LocalAgent::Private::take(const QByteArray& line)
{
    const auto json = parseJson(std::string_view(line.constData(), static_cast<std::size_t>(line.size())), "a line of the agent");
    if (!json) {
        lose(json.error().message);
    } else if (json->contains("seq") && json->contains("tick")) {
        takeFrame(*json);
    } else {
        takeMessage(*json);
    }
}

void LocalAgent::Private::takeFrame(const Json& json)
{
    auto frame = frameFromJson(json);
    if (!frame) {
        lose(frame.error().message);
        return;
    }
    if (frame->seq <= lastSeq) {
        return; // told twice
    }
    const std::uint64_t seq = frame->seq;
    ahead.emplace(seq, std::move(*frame));
    if (seq != lastSeq + 1 && askedAfter != lastSeq + 1) {
        askedAfter = lastSeq + 1; // once for each hole; frames that were under way already may come first
        askForKept();
        return;
    }
    takeAhead();
}

void LocalAgent::Private::takeMessage(const Json& json)
{
    const std::string type = stringAt(json, "type");
    if (type == "ready") {
        Q_EMIT owner.ready();
    } else if (type == "connected") {
        Q_EMIT owner.connected(connectingFromJson(json));
    } else if (type == "finished") {
        endedWhy = stringAt(json, "why");
        samplesFault = stringAt(json, "samples_fault");
        if (const Json& said = memberAt(json, "verdict"); said.is_object()) {
            verdict = engineVerdictFromJson(said);
        }
        endSeq = static_cast<std::uint64_t>(std::max<std::int64_t>(0, integerAt(json, "seq")));
        if (endSeq > lastSeq) { // the channel was full: the last frames are asked for, then what is not kept any more is lost
            askForEnd();
            return;
        }
        tellEnd();
    } else if (type == "log") {
        Q_EMIT owner.said(QString::fromStdString(stringAt(json, "line")));
    } else if (type == "status") {
        if (--statusesAwaited > 0) {
            return; // what was asked for last is not all here
        }
        if (endedWhy && endSeq > lastSeq && lastSeq > askedAtEnd) { // the channel was full once more
            askForEnd();
        } else if (endedWhy) {
            tellEnd();
        }
        while (!ahead.empty() && !endedWhy) { // what is still missing is not kept any more
            giveUpHole(ahead.begin()->first);
            takeAhead();
        }
    } else if (type == "once") {
        std::vector<StepOutcome> outcomes;
        for (const Json& step : memberAt(json, "steps")) {
            outcomes.push_back(stepOutcomeFromJson(step));
        }
        answer(integerAt(json, "id"), std::move(outcomes));
    } else if (type == "error") {
        lose(stringAt(json, "message"));
    }
}

void LocalAgent::Private::askForEnd()
{
    askedAtEnd = lastSeq;
    askForKept();
}

void LocalAgent::Private::askForKept()
{
    send(Json{{"cmd", "stream"}, {"after", lastSeq}});
    send(Json{{"cmd", "status"}}); // its answer comes behind what is still kept
    ++statusesAwaited;
}

void LocalAgent::Private::tellEnd()
{
    if (endSeq > lastSeq) {
        giveUpHole(ahead.empty() ? endSeq + 1 : ahead.begin()->first);
        takeAhead();
        if (endSeq > lastSeq) {
            giveUpHole(endSeq + 1);
        }
    }
    const std::string why = *std::exchange(endedWhy, std::nullopt);
    if (verdict) {
        Q_EMIT owner.concluded(*verdict);
    }
    if (!samplesFault.empty()) {
        Q_EMIT owner.samplesCut(QString::fromStdString(samplesFault));
    }
    Q_EMIT owner.finished(QString::fromStdString(why));
}

void LocalAgent::Private::giveUpHole(std::uint64_t nextSeq)
{
    Q_EMIT owner.gapFound(lastSeq + 1, nextSeq - 1);
    lastSeq = nextSeq - 1;
}

void LocalAgent::Private::takeAhead()
{
    while (!ahead.empty() && ahead.begin()->first == lastSeq + 1) {
        const Frame next = std::move(ahead.begin()->second);
        ahead.erase(ahead.begin());
        lastSeq = next.seq;
        Q_EMIT owner.frameReceived(next);
    }
}

void LocalAgent::Private::ask(Json question, OnceDone done)
{
    const std::int64_t id = ++lastId;
    waiting.emplace(id, std::move(done));
    if (isLost) {
        QTimer::singleShot(0, &owner, [this, id] { answer(id, fail(Error::Kind::Internal, whyLost)); });
        return;
    }
    question["id"] = id;
    send(question);
}

void LocalAgent::Private::answer(std::int64_t id, Result<std::vector<StepOutcome>> outcomes)
{
    const auto found = waiting.find(id);
    if (found != waiting.end()) {
        const OnceDone done = std::move(found->second);
        waiting.erase(found);
        done(std::move(outcomes));
    }
}

void LocalAgent::Private::lose(const std::string& why)
{
    if (isLost || isEnding) {
        return;
    }
    isLost = true;
    whyLost = why;
    const auto pending = std::move(waiting);
    waiting.clear();
    for (const auto& [id, done] : pending) {
        done(fail(Error::Kind::Internal, why));
    }
    Q_EMIT owner.lost(QString::fromStdString(why));
}

LocalAgent::LocalAgent(QString program, QObject* parent) : QObject(parent), d(std::make_unique<Private>(*this))
{
    d->program = std::move(program);
    connect(d->process.get(), &QProcess::readyReadStandardOutput, this, [this] { d->readLines(); });
    connect(d->process.get(), &QProcess::readyReadStandardError, this, [this] {
        const QByteArray text = d->process->property("lastError").toByteArray() + d->process->readAllStandardError();
        d->process->setProperty("lastError", text.right(2000));
    });
    connect(d->process.get(), &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            d->lose("cannot start the agent " + d->program.toStdString() + ": " + d->process->errorString().toStdString());
        }
    });
    connect(d->process.get(), &QProcess::finished, this, [this] {
        d->readLines();
        d->lose(crashText(*d->process));
    });
}

LocalAgent::~LocalAgent()
{
    d->isEnding = true;
    d->process->disconnect(this);
    if (d->process->state() == QProcess::NotRunning) {
        return;
    }
    d->send(Json{{"cmd", "result"}});
    d->process->closeWriteChannel();
    // The child ends by itself now; nobody waits for it here. If the application ends first, QProcess kills it.
    QProcess* leaving = d->process.release();
    leaving->setParent(QCoreApplication::instance());
    connect(leaving, &QProcess::finished, leaving, &QObject::deleteLater);
    QTimer::singleShot(kEndLimitMs, leaving, [leaving] { leaving->kill(); });
}

void LocalAgent::start(const ShardMessage& message)
{
    d->process->start(d->program, {QStringLiteral("agent")});
    const auto line = shardLine(message);
    if (!line) {
        d->lose(line.error().message);
    } else if (d->process->state() != QProcess::NotRunning) {
        d->process->write(line->data(), static_cast<qint64>(line->size()));
    }
}

void LocalAgent::runOnce(const QString& phase, OnceDone done)
{
    d->ask(Json{{"cmd", "once"}, {"phase", phase.toStdString()}}, std::move(done));
}

void LocalAgent::get(const QString& target, OnceDone done)
{
    d->ask(Json{{"cmd", "get"}, {"target", target.toStdString()}}, std::move(done));
}

void LocalAgent::letGo()
{
    disconnect();
    d->waiting.clear();
    deleteLater();
}

void LocalAgent::connectAhead()
{
    d->send(Json{{"cmd", "connect"}});
}

void LocalAgent::arm(SteadyTime t0)
{
    d->send(Json{{"cmd", "arm"}, {"t0_ns", t0.time_since_epoch().count()}});
}

void LocalAgent::stop(const QString& why, bool atOnce)
{
    d->send(Json{{"cmd", "stop"}, {"why", why.toStdString()}, {"now", atOnce}});
}

void LocalAgent::kill(const QString& why)
{
    d->process->kill(); // also reaches one that is stopped or waits for a disk
    d->lose(why.toStdString());
}

bool LocalAgent::isAlive() const
{
    return d->process->state() != QProcess::NotRunning && !d->isLost;
}

void LocalAgent::endAll(int limitMs)
{
    for (QProcess* leaving : QCoreApplication::instance()->findChildren<QProcess*>(QString(), Qt::FindDirectChildrenOnly)) {
        leaving->waitForFinished(limitMs);
    }
}

QString findCtl()
{
    const QString name = QStringLiteral("holdpointctl");
    const QString beside = QCoreApplication::applicationDirPath() + QLatin1Char('/') + name;
    return QFileInfo(beside).isExecutable() ? beside : QStandardPaths::findExecutable(name);
}

} // namespace holdpoint

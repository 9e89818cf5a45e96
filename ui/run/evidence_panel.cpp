// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/evidence_panel.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/monitor/plan_services.h"
#include "core/plan/secret_text.h"
#include "ui/style/delegates.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"

#include <QBoxLayout>
#include <QDesktopServices>
#include <QHeaderView>
#include <QStandardItemModel>
#include <QTreeView>
#include <QUrl>
#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kMostTraces = 20;
constexpr std::size_t kMostServices = 4;
constexpr std::size_t kMostOperations = 8; // of one trace
constexpr std::size_t kMostPairs = 100;
constexpr int kLinkRole = Qt::UserRole + 1;

QString millis(Nanos duration)
{
    return fromCore(formatMillis(std::chrono::duration<double, std::milli>(duration).count()));
}

QList<QStandardItem*> rowOf(const QString& text, const QString& value, Tone tone = Tone::Normal, const QString& link = {})
{
    auto* name = new QStandardItem(text);
    auto* figure = new QStandardItem(value);
    for (QStandardItem* item : {name, figure}) {
        item->setEditable(false);
        item->setData(QVariant::fromValue(static_cast<int>(tone)), ToneRole);
        item->setData(link, kLinkRole);
    }
    name->setToolTip(text);
    name->setData(value.isEmpty() ? text : text + QStringLiteral(", ") + value, Qt::AccessibleTextRole);
    figure->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    return {name, figure};
}

/// A section with its count, or why there is nothing.
QStandardItem* addSection(QStandardItemModel& model, const QString& title, const QString& value)
{
    auto row = rowOf(title, value);
    for (QStandardItem* item : row) {
        item->setData(true, SectionRole);
        item->setSelectable(true);
    }
    model.appendRow(row);
    return row.front();
}

const Span* rootOf(const Trace& trace)
{
    const auto root = std::find_if(trace.spans.begin(), trace.spans.end(), [](const Span& span) { return span.parent.empty(); });
    return root != trace.spans.end() ? &*root : trace.spans.empty() ? nullptr : &trace.spans.front();
}

void addTrace(QStandardItem& section, const Trace& trace, const std::string& jaegerUrl)
{
    const Span* const root = rootOf(trace);
    const QString name =
        root != nullptr ? fromCore(root->operation) + QStringLiteral(" · ") + fromCore(root->service) : fromCore(trace.id);
    const QString link = jaegerUrl.empty() ? QString() : fromCore(traceLink(jaegerUrl, trace.id));
    const QString time = root != nullptr ? fromCore(formatUtcClock(root->start)) + QLatin1Char(' ') : QString();
    auto row = rowOf(time + name, millis(trace.duration()), trace.hasFailed() ? Tone::Fail : Tone::Normal, link);
    std::size_t shown = 0;
    for (const OperationTime& operation : operationTimes({trace})) {
        if (shown++ == kMostOperations) {
            break;
        }
        row.front()->appendRow(rowOf(fromCore(operation.operation) + QStringLiteral(" · ") + fromCore(operation.service),
                                     EvidencePanel::tr("self %1").arg(millis(operation.self)),
                                     operation.failed > 0 ? Tone::Fail : Tone::Secondary, link));
    }
    section.appendRow(row);
}

void addTraces(QStandardItemModel& model, const QString& title, const Answer<std::vector<Trace>>& answer, const std::string& url)
{
    if (answer.isPending()) {
        return;
    }
    if (answer.isUnknown()) {
        addSection(model, title, QStringLiteral("–"))->appendRow(rowOf(fromCore(answer.unknown().reason), {}, Tone::Warn));
        return;
    }
    QStandardItem* section = addSection(model, title, QString::number(answer.value().size()));
    for (const Trace& trace : answer.value()) {
        addTrace(*section, trace, url);
    }
}

void addIssues(QStandardItemModel& model, const QString& title, const Answer<std::vector<SentryIssue>>& answer)
{
    if (answer.isPending()) {
        return;
    }
    if (answer.isUnknown()) {
        addSection(model, title, QStringLiteral("–"))->appendRow(rowOf(fromCore(answer.unknown().reason), {}, Tone::Warn));
        return;
    }
    QStandardItem* section = addSection(model, title, QString::number(answer.value().size()));
    for (const SentryIssue& issue : answer.value()) {
        auto row = rowOf(fromCore(issue.title), EvidencePanel::tr("%1 events").arg(fromCore(formatCount(issue.count))),
                         Tone::Fail, fromCore(issue.link));
        row.front()->appendRow(rowOf(fromCore(issue.shortId) + QStringLiteral(" · ") + fromCore(issue.culprit), {},
                                     Tone::Secondary, fromCore(issue.link)));
        if (issue.firstSeen && issue.lastSeen) {
            row.front()->appendRow(rowOf(EvidencePanel::tr("first %1, last %2")
                                             .arg(fromCore(formatUtcSeconds(*issue.firstSeen)))
                                             .arg(fromCore(formatUtcSeconds(*issue.lastSeen))),
                                         {}, Tone::Secondary, fromCore(issue.link)));
        }
        section->appendRow(row);
    }
}

/// Each line of one side as a row: headers and body as they were kept, secrets hidden before.
void addSide(QStandardItem& pair, const QString& title, const std::string& text)
{
    auto row = rowOf(title, {}, Tone::Secondary);
    for (const QString& line : fromCore(text).split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
        row.front()->appendRow(rowOf(line.trimmed().left(400), {}, Tone::Mono));
    }
    pair.appendRow(row);
}

/// What went wrong, in a few words: the status of the answer, the error, or the message that was not heard.
QString causeOf(const Json& pair)
{
    const std::string error = stringAt(pair, "error");
    const std::string answer = stringAt(pair, "answer");
    const std::string line = answer.substr(0, answer.find_first_of("\r\n"));
    if (const std::size_t blank = line.find(' '); line.starts_with("HTTP/") && blank != std::string::npos) {
        return fromCore(line.substr(blank + 1)); // "503 Service Unavailable"
    }
    if (!error.empty()) {
        return fromCore(error);
    }
    if (memberAt(pair, "from").is_number() && memberAt(pair, "seq").is_number()) {
        return EvidencePanel::tr("VU %1 did not hear message %2 of VU %3")
            .arg(integerAt(pair, "to"))
            .arg(integerAt(pair, "seq"))
            .arg(integerAt(pair, "from"));
    }
    return answer.empty() ? EvidencePanel::tr("no answer") : QString();
}

void addPair(QStandardItem& section, const ErrorSample& sample)
{
    const auto pair = parseJson(sample.text, "sample");
    const auto at = parseUtc(pair ? stringAt(*pair, "at") : std::string()); // pairs of older versions have none
    const QString cause = pair ? causeOf(*pair).simplified() : QString();
    const QString what = fromCore(sample.errorClass) + QStringLiteral(" · ") + fromCore(sample.step);
    auto row = rowOf(cause.isEmpty() ? what : what + QStringLiteral(" · ") + cause,
                     at ? fromCore(formatUtcClock(*at)) : QString(), Tone::Fail);
    const std::string request = pair ? stringAt(*pair, "request") : sample.text;
    const std::string answer = pair ? stringAt(*pair, "answer") : std::string();
    const std::string error = pair ? stringAt(*pair, "error") : std::string();
    if (!error.empty()) {
        row.front()->appendRow(rowOf(fromCore(error), {}, Tone::Secondary));
    }
    if (!request.empty()) {
        addSide(*row.front(), EvidencePanel::tr("Request"), request);
    }
    if (!answer.empty()) {
        addSide(*row.front(), EvidencePanel::tr("Answer"), answer);
    }
    if (request.empty() && answer.empty()) { // a lost message has neither
        row.front()->appendRow(rowOf(cause, {}, Tone::Secondary));
        row.front()->appendRow(rowOf(EvidencePanel::tr("Kept of it: %1").arg(fromCore(sample.text)), {}, Tone::Mono));
    }
    section.appendRow(row);
}

std::vector<std::string> textsOf(const Json& list)
{
    std::vector<std::string> texts;
    for (const Json& text : list.is_array() ? list : Json::array({list})) {
        if (text.is_string()) {
            texts.push_back(text.get<std::string>());
        }
    }
    return texts;
}

/// What a thread needs; nothing of it belongs to the plan.
struct Question
{
    std::shared_ptr<Fetcher> fetcher;
    std::shared_ptr<JaegerClient> jaeger; // null: the plan names none
    std::vector<std::string> services;
    std::shared_ptr<SentryClient> sentry;
    WallSpan span;
    Nanos slowerThan{};
};

Answer<std::vector<Trace>> tracesFor(const Question& question, bool onlyFailed, EvidenceFindings& findings)
{
    std::vector<std::string> services = question.services;
    if (services.empty()) {
        auto known = question.jaeger->services();
        if (!known.isKnown()) {
            return known.unknown();
        }
        services = std::move(known.value());
    }
    findings.services = services.size();
    services.resize(std::min(services.size(), kMostServices));
    findings.leftOut = findings.services - services.size();
    std::vector<Trace> all;
    for (const std::string& service : services) {
        TraceSearch search;
        search.service = service;
        search.span = question.span;
        search.leastDuration = onlyFailed ? Nanos{0} : question.slowerThan;
        search.onlyFailed = onlyFailed;
        search.most = static_cast<int>(kMostTraces);
        auto found = question.jaeger->traces(search);
        if (!found.isKnown()) {
            return found.unknown();
        }
        for (Trace& trace : found.value().traces) {
            const bool isNew = std::none_of(all.begin(), all.end(), [&trace](const Trace& one) { return one.id == trace.id; });
            if (isNew) { // one trace goes through several services
                all.push_back(std::move(trace));
            }
        }
    }
    std::stable_sort(all.begin(), all.end(), [](const Trace& a, const Trace& b) { return a.duration() > b.duration(); });
    all.resize(std::min(all.size(), kMostTraces));
    return all;
}

EvidenceFindings askFor(const Question& question)
{
    EvidenceFindings findings;
    if (question.jaeger) {
        findings.slow = tracesFor(question, false, findings);
        findings.failed = tracesFor(question, true, findings);
    }
    if (question.sentry) {
        findings.fresh = question.sentry->newIssues(question.span.from);
        if (findings.fresh.isKnown()) { // Sentry can be asked from when, not until when
            std::erase_if(findings.fresh.value(), [&question](const SentryIssue& issue) {
                return issue.firstSeen && *issue.firstSeen > question.span.to;
            });
        }
        findings.regressed = question.sentry->regressedIssues(question.span);
    }
    return findings;
}

} // namespace

EvidencePanel::EvidencePanel(QWidget* parent)
    : QWidget(parent), m_head(makeLabel(QString(), FontRole::Small, true, this)),
      m_refresh(new Button(tr("Ask again"), tr("Ctrl+T"), this)), m_tree(new QTreeView(this)),
      m_model(new QStandardItemModel(this))
{
    m_head->setObjectName(QStringLiteral("evidenceHead"));
    m_head->setWordWrap(true);
    m_head->setContentsMargins(16, 10, 16, 8);
    m_tree->setObjectName(QStringLiteral("evidence"));
    m_tree->setAccessibleName(tr("Evidence"));
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new CellDelegate(24, this));
    m_tree->setHeaderHidden(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setIndentation(scaled(14));
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_model->setColumnCount(2);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::Fixed);
    m_tree->header()->resizeSection(1, scaled(96));
    auto* row = new QHBoxLayout;
    row->setContentsMargins(16, 8, 16, 12);
    row->addWidget(m_refresh);
    row->addStretch();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_head);
    layout->addWidget(m_tree, 1);
    layout->addLayout(row);
    connect(m_refresh, &QPushButton::clicked, this, &EvidencePanel::refreshRequested);
    connect(m_tree, &QTreeView::activated, this, &EvidencePanel::activate);
    setPlan(nullptr);
}

EvidencePanel::~EvidencePanel()
{
    stopAsking();
}

void EvidencePanel::stopAsking()
{
    if (m_fetcher) {
        m_fetcher->stop();
    }
    m_job.stop();
}

void EvidencePanel::setPlan(const Plan* plan)
{
    if (plan != nullptr && plan == m_plan) {
        return;
    }
    m_plan = plan;
    clear();
}

void EvidencePanel::readPairs(const std::filesystem::path& dossier, std::int64_t run)
{
    m_reading.start([this, dossier, run]() -> std::function<void()> {
        const auto opened = Dossier::openReadOnly(dossier);
        const auto samples = opened ? (*opened)->errorSamples(run) : Result<std::vector<ErrorSample>>(fail(opened.error()));
        return [this, run, samples] {
            if (samples) {
                showPairs(*samples, run);
            } else {
                Q_EMIT pairsUnreadable(fromCore(samples.error().message));
            }
        };
    });
}

void EvidencePanel::clear()
{
    stopAsking();
    m_reading.stop();
    m_findings = {};
    m_pairs.clear();
    m_hasLooked = false;
    m_head->setText(tr("Ctrl+T, or a click on a peak, lists the slow and failed traces and the issues of that time."));
    rebuild();
}

void EvidencePanel::look(WallSpan span, Nanos slowerThan, const QString& words)
{
    stopAsking();
    if (m_plan == nullptr) {
        return;
    }
    m_hasLooked = true;
    const Service jaeger = planService(*m_plan, "jaeger");
    const Service sentry = planService(*m_plan, "sentry");
    m_jaegerUrl = serviceUrl(jaeger.url, "");
    m_findings = {};
    if (!jaeger.isConfigured() && !sentry.isConfigured()) {
        m_head->setText(
            tr("%1: the plan's monitoring names no Jaeger and no Sentry; only the kept requests can be shown.").arg(words));
        rebuild();
        return;
    }
    Question question;
    m_fetcher = std::make_shared<Fetcher>(planFetcherOptions(*m_plan));
    question.fetcher = m_fetcher;
    question.span = span;
    question.slowerThan = slowerThan;
    if (jaeger.isConfigured()) {
        question.jaeger = std::make_shared<JaegerClient>(*m_fetcher, jaeger);
        question.services = textsOf(memberAt(memberAt(m_plan->monitoring, "jaeger"), "services"));
    }
    if (sentry.isConfigured()) {
        const Json& section = memberAt(m_plan->monitoring, "sentry");
        question.sentry = std::make_shared<SentryClient>(
            *m_fetcher, SentryService{sentry, withSecrets(stringAt(section, "org"), m_plan->secrets),
                                      textsOf(memberAt(section, "projects")), m_plan->environment.name});
    }
    m_head->setText(tr("%1: asking Jaeger and Sentry").arg(words));
    rebuild();
    auto shared = std::make_shared<Question>(std::move(question));
    const QString limit = millis(slowerThan);
    m_job.start([this, shared, words, limit]() -> std::function<void()> {
        auto findings = std::make_shared<EvidenceFindings>(askFor(*shared));
        return [this, findings, words, limit] {
            QString head = tr("%1: traces of %2 and longer, failed traces, issues; times in UTC").arg(words, limit);
            if (findings->leftOut > 0) {
                head += QStringLiteral(". ") + tr("Asked for traces: the first %1 of %2 services; the plan's "
                                                  "monitoring.jaeger.services names others.")
                                                   .arg(findings->services - findings->leftOut)
                                                   .arg(findings->services);
            }
            m_head->setText(head);
            show(*findings);
        };
    });
}

void EvidencePanel::show(const EvidenceFindings& findings)
{
    m_hasLooked = true;
    m_findings = findings;
    rebuild();
}

void EvidencePanel::showPairs(const std::vector<ErrorSample>& samples, std::int64_t run)
{
    m_pairs = samples;
    m_pairs.resize(std::min(m_pairs.size(), kMostPairs));
    if (!m_hasLooked) {
        m_head->setText(
            samples.empty()
                ? tr("No request of run %1 failed so far.").arg(run)
                : tr("Run %1: kept requests and answers of the first errors of each class and step; times in UTC").arg(run));
    }
    rebuild();
}

void EvidencePanel::rebuild()
{
    m_model->removeRows(0, m_model->rowCount());
    addTraces(*m_model, tr("Slow traces"), m_findings.slow, m_jaegerUrl);
    addTraces(*m_model, tr("Failed traces"), m_findings.failed, m_jaegerUrl);
    addIssues(*m_model, tr("New issues"), m_findings.fresh);
    addIssues(*m_model, tr("Regressed issues"), m_findings.regressed);
    if (!m_pairs.empty()) {
        QStandardItem* section = addSection(*m_model, tr("Kept requests"), QString::number(m_pairs.size()));
        for (const ErrorSample& sample : m_pairs) {
            addPair(*section, sample);
        }
    }
    for (int section = 0; section < m_model->rowCount(); ++section) {
        m_tree->expand(m_model->index(section, 0));
    }
    spanRows({});
    m_tree->setVisible(m_model->rowCount() > 0);
}

/// What has no figure may be as long as the row.
void EvidencePanel::spanRows(const QModelIndex& parent)
{
    for (int row = 0; row < m_model->rowCount(parent); ++row) {
        const QModelIndex first = m_model->index(row, 0, parent);
        m_tree->setFirstColumnSpanned(row, parent, first.siblingAtColumn(1).data().toString().isEmpty());
        spanRows(first);
    }
}

void EvidencePanel::activate(const QModelIndex& index)
{
    const QString link = index.data(kLinkRole).toString();
    if (link.startsWith(QStringLiteral("http://")) || link.startsWith(QStringLiteral("https://"))) { // a server said so
        QDesktopServices::openUrl(QUrl(link));
        return;
    }
    const QModelIndex first = index.siblingAtColumn(0);
    m_tree->setExpanded(first, !m_tree->isExpanded(first));
}

} // namespace holdpoint

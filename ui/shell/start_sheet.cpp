// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/start_sheet.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "ui/style/chip.h"
#include "ui/style/fit_dialog.h"
#include "ui/style/parts.h"
#include "ui/style/words.h"

#include <QBoxLayout>
#include <QGridLayout>
#include <QLabel>

namespace holdpoint {

namespace {

struct Fact
{
    QString name;
    QString value;
    bool isEnough = true;
};

QString needOf(std::uint64_t needed, std::uint64_t available)
{
    return StartSheet::tr("%1 of %2 that this machine has").arg(fromCore(formatCount(needed)), fromCore(formatCount(available)));
}

QList<Fact> factsOf(const RunEstimate& estimate, const MachineLimits& limits)
{
    return {
        {StartSheet::tr("Hosts"), fromCore(join(estimate.hosts, ", ")), true},
        {StartSheet::tr("Requests in all"), fromCore(formatCount(estimate.requests)), true},
        {StartSheet::tr("Peak virtual users"), fromCore(formatCount(estimate.peakVus)), true},
        {StartSheet::tr("Descriptors"), needOf(estimate.descriptors, limits.descriptors),
         estimate.descriptors <= limits.descriptors},
        {StartSheet::tr("Local ports"), needOf(estimate.localPorts, limits.localPorts), estimate.localPorts <= limits.localPorts},
        {StartSheet::tr("Duration"), fromCore(formatDuration(estimate.duration)), true},
        {StartSheet::tr("Size in the dossier"), fromCore(formatBytes(estimate.dossierBytes)), true},
    };
}

} // namespace

StartSheet::StartSheet(const Plan& plan, const QStringList& tests, RunKind kind, QWidget* parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("startSheet"));
    setWindowTitle(tr("Start %1").arg(kindWord(kind)));
    std::vector<std::string> ids;
    for (const QString& test : tests) {
        ids.push_back(test.toStdString());
    }
    const MachineLimits limits = machineLimits();
    const RunEstimate estimate = estimateRun(plan, ids, kind);
    const std::vector<PlanFault> faults = preflightFaults(plan, ids, kind, limits);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 16);
    column->setSpacing(10);
    const QString what = tests.isEmpty() ? tr("all tests") : tests.join(QStringLiteral(", "));
    column->addWidget(makeLabel(tr("%1: %2").arg(fromCore(plan.name), what), FontRole::Strong, false, this));
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(6);
    int row = 0;
    for (const Fact& fact : factsOf(estimate, limits)) {
        grid->addWidget(makeLabel(fact.name, FontRole::Body, true, this), row, 0);
        QLabel* value = makeLabel(fact.value, FontRole::Body, false, this);
        value->setWordWrap(true);
        value->setObjectName(fact.isEnough ? QString() : QStringLiteral("tooFew"));
        grid->addWidget(value, row, 1);
        if (!fact.isEnough) {
            grid->addWidget(new GlyphLabel(Glyph::Fail, 14, this), row, 2);
        }
        ++row;
    }
    grid->setColumnStretch(1, 1);
    column->addLayout(grid);
    m_remark = makeLabel(QString(), FontRole::Body, false, this);
    m_remark->setObjectName(QStringLiteral("startRemark"));
    m_remark->setWordWrap(true);
    m_remark->hide();
    column->addWidget(m_remark);
    for (const PlanFault& fault : faults) {
        auto* line = new QHBoxLayout;
        line->setSpacing(8);
        line->addWidget(new GlyphLabel(Glyph::Fail, 14, this), 0, Qt::AlignTop);
        QLabel* text = makeLabel(fromCore(fault.message), FontRole::Body, false, this);
        text->setWordWrap(true);
        line->addWidget(text, 1);
        column->addLayout(line);
    }
    auto* start = new Button(tr("Start load"), QStringLiteral("Enter"), this);
    start->setObjectName(QStringLiteral("startLoad"));
    start->setKind(Button::Kind::Primary);
    start->setEnabled(faults.empty());
    start->setDefault(true);
    auto* cancel = new Button(tr("Cancel"), QStringLiteral("Esc"), this);
    connect(start, &Button::clicked, this, &QDialog::accept);
    connect(cancel, &Button::clicked, this, &QDialog::reject);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(start);
    column->addLayout(buttons);
    setMinimumWidth(scaled(460));
    keepTextsWhole(*this);
}

void StartSheet::setRemark(const QString& remark)
{
    m_remark->setText(remark);
    m_remark->setVisible(!remark.isEmpty());
}

} // namespace holdpoint

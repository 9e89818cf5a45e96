// SPDX-License-Identifier: GPL-3.0-or-later
// How the chosen source's test went, and what can be done about it.
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/sensors/source_use.h"
#include "ui/connections/cause_block.h"
#include "ui/connections/connection_form.h"
#include "ui/connections/step_list.h"
#include "ui/style/parts.h"
#include "ui/style/words.h"

#include <algorithm>

namespace holdpoint {

void ConnectionForm::showTest(const SourceRow& row)
{
    const auto& tested = row.tested;
    m_steps->setReport(tested, row.isTesting);
    const bool isUsed = row.source.isConfigured();
    m_testHead->setVisible(isUsed);
    m_steps->setVisible(isUsed);
    m_testHead->setRemark(!tested ? tr("not tested yet")
                                  : tr("%1 UTC, %2 of %3 steps")
                                        .arg(fromCore(formatUtcClock(tested->at)))
                                        .arg(tested->stepsDone())
                                        .arg(tested->steps.size()));
    m_testHead->setRightRemark(
        tested && !row.isTesting ? fromCore(formatDuration(std::chrono::duration_cast<Millis>(tested->took))) : QString());
    const auto url = std::find_if(row.source.settings.begin(), row.source.settings.end(),
                                  [](const ConnectionSetting& setting) { return setting.key == "url"; });
    if (!isUsed && url != row.source.settings.end() && !url->written.empty()) {
        m_cause->show(
            Status::Neutral, tr("%1 has no URL").arg(fromCore(row.source.title)),
            tr("Nothing sets %1. Set it in the env file or the environment and open the release again, or enter the URL "
               "and save.")
                .arg(fromCore(url->written)),
            {});
    } else if (!isUsed) {
        m_cause->show(
            Status::Neutral, tr("The plan names no %1").arg(fromCore(row.source.title)),
            tr("Fill in the settings and save, or add this to the plan under monitoring. Values in ${} come from the env file "
               "or the environment."),
            fromCore(linesToAdd(row.source.id)));
    } else if (tested && tested->failed() != nullptr && !row.isTesting) {
        QString remedy = fromCore(tested->remedy);
        if (!row.items.empty()) {
            remedy += QLatin1Char(' ') + tr("Until it answers, %n item(s) wait.", nullptr, asCount(row.items.size()));
        }
        if (!tested->proof.empty()) {
            remedy += QLatin1Char(' ') + tr("To see the same outside Holdpoint:");
        }
        m_cause->show(Status::Fail, fromCore(tested->cause), remedy, fromCore(tested->proof));
    } else {
        m_cause->show(Status::Neutral, {}, {}, {});
    }
}

void ConnectionForm::showActions()
{
    const bool isUsed = m_row.source.isConfigured();
    m_test->setText(m_row.isTesting ? tr("Testing\u2026") : m_row.tested ? tr("Test again") : tr("Test"));
    m_test->updateGeometry();
    m_test->setEnabled(isUsed && !m_row.isTesting);
    m_test->setVisible(isUsed);
    m_copy->setEnabled(m_row.tested.has_value() || !isUsed);
    m_save->setVisible(isService(m_row.source.id));
    m_save->setEnabled(isEdited());
    m_save->setToolTip(!m_surroundings.whyNoEdit.isEmpty() ? m_surroundings.whyNoEdit
                       : isEdited()                        ? QString()
                                                           : tr("Change a setting first."));
    m_remove->setVisible(isService(m_row.source.id) && m_row.source.line > 0);
    m_remove->setEnabled(m_surroundings.whyNoEdit.isEmpty());
    m_remove->setToolTip(m_surroundings.whyNoEdit);
}

QString ConnectionForm::details() const
{
    if (!m_row.source.isConfigured()) {
        return fromCore(linesToAdd(m_row.source.id));
    }
    if (!m_row.tested) {
        return fromCore(m_row.source.title) + QLatin1Char(' ') + fromCore(m_row.source.url);
    }
    const ConnectionReport& report = *m_row.tested;
    QStringList lines{fromCore(m_row.source.title) + QLatin1Char(' ') + fromCore(m_row.source.url) + QStringLiteral(": ") +
                      fromCore(report.verdict) + QStringLiteral(", ") + fromCore(formatUtcSeconds(report.at))};
    for (const ConnectionStep& step : report.steps) {
        const QString saw = step.saw.empty() ? tr("not tried") : fromCore(step.saw);
        const QString mark = step.state == ConnectionStep::State::Failed ? tr("FAILED ") : QString();
        lines << QStringLiteral("%1. %2: %3%4").arg(static_cast<int>(step.kind) + 1).arg(fromCore(titleOf(step.kind)), mark, saw);
    }
    for (const std::string& text : {report.cause, report.remedy, report.proof}) {
        if (!text.empty()) {
            lines << fromCore(text);
        }
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace holdpoint

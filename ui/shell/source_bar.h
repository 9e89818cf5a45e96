// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"
#include "ui/style/glyphs.h"

#include <QWidget>

class QLabel;

namespace holdpoint {

class GlyphLabel;
class SourceStrip;
struct SourceReport;

/// The status bar's one widget: the sources that feed the checklist with glyph, name and state; a notice; the audit head right.
class SourceBar : public QWidget
{
    Q_OBJECT

public:
    explicit SourceBar(QWidget* parent = nullptr);

    void setReport(const Report* report);
    /// What is known of each source, by id; those with settings of their own show, the failed ones first.
    void setSources(const std::map<std::string, SourceReport>& sources);
    void setAgent(Glyph glyph, const QString& state);
    /// One sentence about the last intent; it stays until the next one.
    void setNotice(const QString& sentence, bool isFault);

private:
    GlyphLabel* m_agentGlyph;
    QLabel* m_agent;
    QLabel* m_agentState;
    SourceStrip* m_sources;
    GlyphLabel* m_noticeGlyph;
    QLabel* m_notice;
    QLabel* m_audit;
    bool m_hasReport = false;
};

} // namespace holdpoint

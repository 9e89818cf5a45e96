// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"
#include "ui/style/glyphs.h"

#include <QWidget>

class QLabel;
class QTimer;

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
    /// What is known of each source, by id; those with settings of their own show, the failed ones first. `limits`: how old a
    /// word of it may be, by id; older ones look stale, also while nothing new comes.
    void setSources(const std::map<std::string, SourceReport>& sources, std::map<std::string, Nanos> limits = {});
    void setAgent(Glyph glyph, const QString& state, bool isStale);
    /// One sentence about the last intent. What was done goes after 20 s; what went wrong stays until something else is said.
    void setNotice(const QString& sentence, bool isFault);
    /// This one stays.
    void keepNotice();

protected:
    void paintEvent(QPaintEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    SourceStrip* m_sources;
    GlyphLabel* m_noticeGlyph;
    QLabel* m_notice;
    QTimer* m_noticeEnd;
    QLabel* m_audit;
    bool m_hasReport = false;
};

} // namespace holdpoint

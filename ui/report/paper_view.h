// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/paper/paper.h"

#include <QScrollArea>
#include <memory>
#include <optional>

namespace holdpoint {

/// The pages below each other, 794 px wide at 100 %: the same drawing as the PDF.
class PaperView : public QScrollArea
{
    Q_OBJECT

public:
    explicit PaperView(QWidget* parent = nullptr);

    /// nullptr: nothing to show. Keeps the place that is shown, through a shorter paper too.
    void setPaper(std::shared_ptr<const PaperReport> paper);
    /// 1 is 100 %; kept between 0.5 and 3.
    void setZoom(double zoom);
    double zoom() const;
    int pageCount() const;
    /// As PaperReport::textOf().
    QString textOf(int page) const;
    /// From 0: the page that takes the middle of the view.
    int currentPage() const;
    void goToPage(int page);

Q_SIGNALS:
    void viewChanged();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    class Pages;
    void fitPages();

    struct Cut
    {
        int from = 0;
        int to = 0;
    };

    Pages* m_pages;
    std::optional<Cut> m_cut; // where the view was before a paper that was too short for it, and where that put it
};

} // namespace holdpoint

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/fit_dialog.h"

#include <QDialog>
#include <QEvent>
#include <QLayout>
#include <QScreen>
#include <algorithm>

namespace holdpoint {

namespace {

class DialogFitter : public QObject
{
public:
    explicit DialogFitter(QDialog& dialog) : QObject(&dialog), m_dialog(dialog) { dialog.installEventFilter(this); }

    bool eventFilter(QObject*, QEvent* event) override
    {
        if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Show) {
            fit();
        }
        return false;
    }

private:
    void fit()
    {
        const QLayout* layout = m_dialog.layout();
        if (layout == nullptr) {
            return;
        }
        const int width = std::max(m_dialog.width(), m_dialog.minimumSizeHint().width());
        const int needed = layout->hasHeightForWidth() ? layout->totalHeightForWidth(width) : layout->totalSizeHint().height();
        const int height = std::min(needed, m_dialog.screen()->availableSize().height());
        if (height > m_dialog.height()) {
            m_dialog.resize(width, height);
        }
    }

    QDialog& m_dialog;
};

} // namespace

void keepTextsWhole(QDialog& dialog)
{
    new DialogFitter(dialog);
}

} // namespace holdpoint

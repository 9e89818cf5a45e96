// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/page.h"

namespace holdpoint {

/// A page that says in one sentence what it shows, and where to go meanwhile.
class PlaceholderPage : public Page
{
    Q_OBJECT

public:
    /// `actionPage` empty: no button.
    PlaceholderPage(const QString& title, const QString& sentence, const QString& action, const QString& actionPage,
                    QWidget* parent = nullptr);

    QString title() const override { return m_title; }
    void setSession(Session*) override {}

private:
    QString m_title;
};

} // namespace holdpoint

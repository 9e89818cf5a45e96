// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace holdpoint {

/// All keys on one sheet (reference/ui.md §9).
class KeySheet : public QDialog
{
    Q_OBJECT

public:
    explicit KeySheet(QWidget* parent = nullptr);
};

} // namespace holdpoint

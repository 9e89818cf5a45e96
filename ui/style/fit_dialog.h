// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QDialog;

namespace holdpoint {

/// From now on the dialog grows, up to its screen, whenever its texts need more lines: wrapped labels do not tell a window how
/// high they are for its width, and what is said later would be cut.
void keepTextsWhole(QDialog& dialog);

} // namespace holdpoint

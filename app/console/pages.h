// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace holdpoint {

class AppController;
class MainWindow;

/// Tells the window every page of the route and every dialog of its menus. Pages are made when they are first shown.
void addPages(MainWindow& window, AppController& controller);

} // namespace holdpoint

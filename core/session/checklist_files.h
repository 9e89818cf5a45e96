// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"

namespace holdpoint {

/// Writes the checklist as Markdown: its own document with every line as it stands now. An audit row names the file.
Result<> exportChecklist(Session& session, const std::filesystem::path& file, const Person& by);

} // namespace holdpoint

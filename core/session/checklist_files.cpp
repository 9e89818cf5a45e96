// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/checklist_files.h"

#include "core/base/file.h"
#include "core/base/hash.h"

namespace holdpoint {

Result<> exportChecklist(Session& session, const std::filesystem::path& file, const Person& by)
{
    const auto report = session.report();
    if (report == nullptr) {
        return fail(Error::Kind::Internal, session.lastError());
    }
    const std::string text = toMarkdown(*report);
    if (auto written = writeFileAtomically(file, text); !written) {
        return written;
    }
    auto noted = session.dossier().addAudit("checklist exported", Json{{"file", file.string()}, {"sha256", sha256Hex(text)}}, by,
                                            systemClock().wallNow());
    session.noteChange();
    return noted;
}

} // namespace holdpoint

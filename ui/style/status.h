// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/checklist.h"
#include "core/verdict/run_result.h"
#include "ui/style/glyphs.h"
#include "ui/style/theme.h"

#include <QMetaType>
#include <QString>
#include <string_view>

namespace holdpoint {

/// How a state looks: glyph, word in capitals, colour family.
struct Look
{
    Glyph glyph = Glyph::Dot;
    QString word;
    Status status = Status::Neutral;
};

/// `isManual`: a person's yes is wanted (square instead of ring while OPEN).
Look lookOf(ItemState state, bool isManual = false);
Look lookOf(const ItemView& item);
Look lookOf(RunOutcome outcome);
Look lookOf(RuleVerdict verdict);
Look lookOf(GateState state);
Look lookOf(SignatureStatus status);

/// Text of core (UTF-8) for the screen.
inline QString fromCore(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}
/// Item texts keep Markdown code spans; on screen the backticks go.
QString plainItemText(std::string_view text);
/// A source's title as people say it: "127.0.0.1:8080" for `http 127.0.0.1:8080`.
QString sourceName(std::string_view title);
/// Who said it, for a column: "Prometheus" for `promql`, a dash where nobody has been asked.
QString sourceWord(std::string_view source);
/// "DevOps", "QA", "DBA", "Tech Lead", "PM".
QString ownerWord(std::string_view owner);

} // namespace holdpoint

Q_DECLARE_METATYPE(holdpoint::Look)

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/signoff/verify_dialog.h"

#include "core/base/file.h"
#include "ui/style/chip.h"
#include "ui/style/elision.h"
#include "ui/style/file_choice.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QBoxLayout>
#include <QGridLayout>

namespace holdpoint {

VerifyDialog::VerifyDialog(std::filesystem::path dossier, QWidget* parent, QString since)
    : QDialog(parent), m_dossier(std::move(dossier)), m_since(std::move(since)),
      m_verdict(new StatusLabel(FontRole::Strong, Status::Neutral, this)), m_lines(new QGridLayout),
      m_again(new Button(tr("Verify again"), QStringLiteral("F5"), this))
{
    setObjectName(QStringLiteral("verifyDialog"));
    setWindowTitle(tr("Verify"));
    setMinimumWidth(scaled(720));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 16);
    column->setSpacing(10);
    m_verdict->setObjectName(QStringLiteral("verdict"));
    m_verdict->setWordWrap(true);
    column->addWidget(m_verdict);
    m_lines->setHorizontalSpacing(10);
    m_lines->setVerticalSpacing(6);
    m_lines->setColumnMinimumWidth(1, scaled(110));
    m_lines->setColumnStretch(2, 1);
    column->addLayout(m_lines);
    column->addWidget(makeHairline(Qt::Horizontal, this));
    QLabel* how = makeLabel(
        tr("Without Holdpoint: every report folder holds VERIFY.txt, whose commands need only sha256sum and ssh-keygen."),
        FontRole::Small, true, this);
    how->setWordWrap(true);
    column->addWidget(how);
    auto* buttons = new QHBoxLayout;
    auto* list = new Button(tr("Against my own list\u2026"), QString(), this);
    list->setObjectName(QStringLiteral("ownList"));
    list->setToolTip(tr("An allowed_signers file that you trust, instead of the one that lies with the record"));
    connect(list, &Button::clicked, this, &VerifyDialog::chooseList);
    buttons->addWidget(list);
    auto* folder = new Button(tr("A report folder\u2026"), QString(), this);
    folder->setObjectName(QStringLiteral("folder"));
    folder->setToolTip(tr("One that was exported, here or elsewhere, instead of this dossier"));
    connect(folder, &Button::clicked, this, &VerifyDialog::chooseReport);
    buttons->addWidget(folder);
    buttons->addStretch();
    m_again->setObjectName(QStringLiteral("again"));
    m_again->setShortcut(Qt::Key_F5);
    connect(m_again, &Button::clicked, this, &VerifyDialog::start);
    buttons->addWidget(m_again);
    auto* close = new Button(tr("Close"), QStringLiteral("Esc"), this);
    close->setDefault(true);
    connect(close, &Button::clicked, this, &QDialog::accept);
    buttons->addWidget(close);
    column->addLayout(buttons);
    if (!m_dossier.empty()) {
        start();
    }
}

void VerifyDialog::start()
{
    m_again->setEnabled(false);
    m_verdict->setStatus(Status::Neutral);
    m_verdict->setText(tr("Recomputing every hash, deriving every verdict from the frames, proving every signature"));
    m_job.start([this, file = m_dossier, folder = m_folder, options = m_options]() -> std::function<void()> {
        return [this, result = folder.empty() ? verifyDossier(file, options) : verifyReportFolder(folder, options)] {
            showResult(result);
        };
    });
}

void VerifyDialog::chooseReport()
{
    if (const QString folder = chooseFolder(this, tr("Report folder")); !folder.isEmpty()) {
        verifyFolder(folder);
    }
}

void VerifyDialog::verifyFolder(const QString& folder)
{
    m_folder = folder.toStdString();
    m_since.clear(); // is of the dossier
    setWindowTitle(tr("Verify %1").arg(folder));
    start();
}

void VerifyDialog::chooseList()
{
    const QString file = chooseFile(this, tr("List of allowed signers"));
    if (file.isEmpty()) {
        return;
    }
    const auto text = readFile(file.toStdString());
    if (!text || text->empty()) {
        m_verdict->setStatus(Status::Fail);
        m_verdict->setText(text ? tr("%1 is empty").arg(file) : fromCore(text.error().message));
        return;
    }
    m_options.signers = SignerLists{*text, {}};
    start();
}

namespace {

/// A button stands here where a command names its options.
QString windowWords(const VerifyLine& line)
{
    const QString detail = fromCore(line.detail);
    return line.options.empty() ? detail
                                : VerifyDialog::tr("%1. \u201C"
                                                   "Against my own list\u201D checks against one that you trust.")
                                      .arg(detail);
}

} // namespace

void VerifyDialog::addLine(Glyph glyph, const QString& what, const QString& detail)
{
    const int row = m_lines->rowCount();
    m_lines->addWidget(new GlyphLabel(glyph, 14, this), row, 0, Qt::AlignTop);
    m_lines->addWidget(makeLabel(what, FontRole::BodyStrong, false, this), row, 1, Qt::AlignTop);
    QLabel* text = makeLabel(breakable(detail), FontRole::Body, true, this);
    text->setWordWrap(true);
    QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Preferred); // its width is the column's, not its words'
    policy.setHeightForWidth(true);
    text->setSizePolicy(policy);
    text->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    text->setMinimumHeight(text->heightForWidth(minimumWidth() - scaled(190))); // a grid gives a wrapped line one row and no more
    m_lines->addWidget(text, row, 2);
}

void VerifyDialog::showResult(const Result<VerifyResult>& result)
{
    while (QLayoutItem* old = m_lines->takeAt(0)) {
        delete old->widget();
        delete old;
    }
    m_again->setEnabled(true);
    const bool isValid = result && result->isValid();
    m_verdict->setStatus(isValid ? Status::Pass : Status::Fail);
    m_verdict->setText(!result   ? fromCore(result.error().message)
                       : isValid ? (m_since.isEmpty()
                                        ? tr("Everything holds: nothing was changed behind the audit log.")
                                        : tr("Everything holds. Since the freeze, and in the audit log: %1.").arg(m_since))
                                 : tr("First bad place: %1").arg(fromCore(result->firstFault())));
    if (result) {
        for (const VerifyLine& line : result->lines) {
            if (line.what != "Signatures" || result->signatures.empty()) {
                addLine(line.isValid ? Glyph::Pass : Glyph::Fail, fromCore(line.what), windowWords(line));
            }
        }
        for (const RoleCheck& check : result->signatures) {
            addLine(lookOf(check.status).glyph, roleTitle(check.role), fromCore(check.sentence));
        }
    }
    layout()->activate();
    resize(std::max(width(), minimumWidth()), layout()->totalMinimumSize().height());
    Q_EMIT shown(isValid);
}

} // namespace holdpoint

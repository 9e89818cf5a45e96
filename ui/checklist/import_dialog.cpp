// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/checklist/import_dialog.h"

#include "core/checklist/markdown_files.h"
#include "ui/style/elision.h"
#include "ui/style/file_choice.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>

namespace holdpoint {

namespace {

constexpr std::size_t kShownNotes = 4;
constexpr std::array kGates{Gate::GoForLoad, Gate::Results, Gate::SignOff, Gate::AfterRelease};

} // namespace

ImportChecklistDialog::ImportChecklistDialog(std::filesystem::path planFolder, UsePlan usePlan, QWidget* parent)
    : QDialog(parent), m_planFolder(std::move(planFolder)), m_usePlan(std::move(usePlan)), m_source(new QLineEdit(this)),
      m_out(new QLineEdit(this)), m_gate(new QComboBox(this)), m_use(new QCheckBox(tr("Use it for the open release"), this)),
      m_summary(makeLabel(QString(), FontRole::Small, true, this)), m_fault(new StatusLabel(FontRole::Body, Status::Fail, this)),
      m_import(new Button(tr("Import"), QString(), this))
{
    setObjectName(QStringLiteral("importChecklistDialog"));
    setWindowTitle(tr("Import checklist"));
    m_source->setObjectName(QStringLiteral("markdownFile"));
    m_source->setPlaceholderText(tr("A Markdown file with - [ ] boxes"));
    m_out->setObjectName(QStringLiteral("templateFile"));
    m_gate->setObjectName(QStringLiteral("gate"));
    m_use->setObjectName(QStringLiteral("useChecklist"));
    m_summary->setObjectName(QStringLiteral("summary"));
    m_fault->setObjectName(QStringLiteral("fault"));
    m_import->setObjectName(QStringLiteral("importChecklist"));
    for (const Gate gate : kGates) {
        m_gate->addItem(gateTitle(gate));
    }
    m_gate->setCurrentIndex(2);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 16);
    column->setSpacing(10);
    QLabel* what = makeLabel(tr("Headings become sections, boxes become items that a person confirms, a box with boxes below it "
                                "follows them. Sensors can be bound to the items later, in the template."),
                             FontRole::Body, true, this);
    what->setWordWrap(true);
    column->addWidget(what);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(8);
    auto* sourceRow = new QHBoxLayout;
    auto* browse = new Button(tr("Browse\u2026"), QString(), this);
    sourceRow->addWidget(m_source, 1);
    sourceRow->addWidget(browse);
    form->addRow(tr("Markdown"), sourceRow);
    form->addRow(tr("Holds the gate"), m_gate);
    form->addRow(tr("Template"), m_out);
    column->addLayout(form);
    m_use->setChecked(!m_planFolder.empty());
    m_use->setVisible(!m_planFolder.empty());
    column->addWidget(m_use);
    for (QLabel* label : {m_summary, static_cast<QLabel*>(m_fault)}) {
        label->setWordWrap(true);
        label->setMinimumWidth(1);
        label->hide();
        column->addWidget(label);
    }
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    auto* cancel = new Button(tr("Cancel"), QStringLiteral("Esc"), this);
    buttons->addWidget(cancel);
    buttons->addWidget(m_import);
    column->addLayout(buttons);
    m_import->setKind(Button::Kind::Primary);
    m_import->setDefault(true);
    connect(cancel, &Button::clicked, this, &QDialog::reject);
    connect(browse, &Button::clicked, this, [this] {
        const QString chosen =
            chooseFile(this, tr("Markdown checklist"), m_source->text(), tr("Markdown (*.md *.markdown *.txt)"));
        if (!chosen.isEmpty()) {
            m_source->setText(chosen);
        }
    });
    connect(m_source, &QLineEdit::textChanged, this, &ImportChecklistDialog::readSource);
    connect(m_gate, &QComboBox::currentIndexChanged, this, &ImportChecklistDialog::check);
    connect(m_out, &QLineEdit::textChanged, this, &ImportChecklistDialog::check);
    connect(m_import, &Button::clicked, this, &ImportChecklistDialog::send);
    setMinimumWidth(scaled(560));
    m_source->setFocus();
    check();
}

/// What it would become, as soon as the file is named.
void ImportChecklistDialog::readSource()
{
    m_isReadable = false;
    m_summary->hide();
    const QFileInfo file(m_source->text().trimmed());
    if (!file.isFile()) {
        check();
        return;
    }
    const QString folder = m_planFolder.empty() ? file.absolutePath() : fromCore(m_planFolder.string());
    m_out->setText(folder + QLatin1Char('/') + file.completeBaseName() + QStringLiteral(".checklist.yaml"));
    check();
    const auto imported = importMarkdownFile(file.absoluteFilePath().toStdString(), {}, kGates.at(2));
    if (!imported) {
        showFault(fromCore(imported.error().message));
        return;
    }
    QString text = tr("%1: %2 in %3.")
                       .arg(fromCore(imported->title), tr("%n box(es)", nullptr, asCount(imported->boxes)),
                            tr("%n section(s)", nullptr, asCount(imported->sections)));
    for (std::size_t i = 0; i < std::min(imported->notes.size(), kShownNotes); ++i) {
        text += QLatin1Char('\n') + tr("Note: %1").arg(fromCore(imported->notes[i]));
    }
    if (imported->notes.size() > kShownNotes) {
        text += QLatin1Char('\n') + tr("and %n more note(s)", nullptr, asCount(imported->notes.size() - kShownNotes));
    }
    m_summary->setText(breakable(text));
    m_summary->show();
    m_isReadable = true;
    check();
}

void ImportChecklistDialog::check()
{
    m_import->setEnabled(m_isReadable && !m_out->text().trimmed().isEmpty());
    m_import->setToolTip(m_isReadable ? QString() : tr("Name a Markdown file with task boxes."));
    m_fault->hide();
}

void ImportChecklistDialog::showFault(const QString& fault)
{
    m_fault->setText(breakable(fault));
    m_fault->show();
}

void ImportChecklistDialog::send()
{
    const std::filesystem::path source = m_source->text().trimmed().toStdString();
    const std::filesystem::path out = m_out->text().trimmed().toStdString();
    const auto imported = importMarkdownFile(source, out, kGates.at(static_cast<std::size_t>(m_gate->currentIndex())));
    if (!imported) {
        showFault(fromCore(imported.error().message));
        return;
    }
    if (m_use->isChecked() && !m_planFolder.empty()) {
        const std::filesystem::path name = out.parent_path() == m_planFolder ? out.filename() : out;
        if (const auto used = m_usePlan(name.string()); !used) {
            showFault(
                tr("%1 is written. The plan was not changed: %2").arg(fromCore(out.string()), fromCore(used.error().message)));
            return;
        }
    }
    accept();
}

} // namespace holdpoint

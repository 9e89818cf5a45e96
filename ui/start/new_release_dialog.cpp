// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/new_release_dialog.h"

#include "core/base/file.h"
#include "ui/shell/app_controller.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"

#include <QBoxLayout>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRadioButton>

namespace holdpoint {

namespace {

/// Copies the shipped plan and its data into `folder`; the plan's file.
Result<std::filesystem::path> copyTemplate(const QString& folder)
{
    if (!QDir().mkpath(folder + QStringLiteral("/data"))) {
        return fail(Error::Kind::Refused,
                    "Cannot make the folder " + folder.toStdString() + ". Choose one that you may write to.");
    }
    const QDir source(QString::fromStdString((resourceFolder() / "plans").string()));
    const QString plan = folder + QStringLiteral("/pre-production.yaml");
    const QString shipped = source.filePath(QStringLiteral("pre-production.yaml"));
    if (QFileInfo::exists(plan)) {
        const auto there = readFile(plan.toStdString());
        const auto ours = readFile(shipped.toStdString());
        if (there && ours && *there == *ours) {
            return std::filesystem::path(plan.toStdString()); // written by a try before
        }
        return fail(Error::Kind::Refused,
                    plan.toStdString() + " exists. Choose another folder, or take it as \"Plan from a file\".");
    }
    if (!QFile::copy(shipped, plan)) {
        return fail(Error::Kind::Refused, "Cannot write " + plan.toStdString() + ". Choose a folder that you may write to.");
    }
    QFile::setPermissions(plan, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther);
    for (const QString& name : QDir(source.filePath(QStringLiteral("data"))).entryList(QDir::Files)) {
        QFile::copy(source.filePath(QStringLiteral("data/") + name), folder + QStringLiteral("/data/") + name);
    }
    return std::filesystem::path(plan.toStdString());
}

} // namespace

NewReleaseDialog::NewReleaseDialog(AppController& controller, QWidget* parent)
    : QDialog(parent), m_controller(controller), m_name(new QLineEdit(QStringLiteral("platform"), this)),
      m_version(new QLineEdit(this)), m_commit(new QLineEdit(this)), m_baseUrl(new QLineEdit(this)),
      m_folder(new QLineEdit(QDir::home().filePath(QStringLiteral("load-tests")), this)), m_file(new QLineEdit(this)),
      m_fromTemplate(new QRadioButton(tr("Template: the six tests of the pre-production checklist"), this)),
      m_fromImport(new QRadioButton(tr("Import from k6, OpenAPI, HAR or Postman (comes with a later version)"), this)),
      m_fromFile(new QRadioButton(tr("Plan from a file"), this)), m_fault(makeLabel(QString(), FontRole::Body, false, this)),
      m_create(new Button(tr("Create release"), QString(), this))
{
    setObjectName(QStringLiteral("newReleaseDialog"));
    setWindowTitle(tr("New release"));
    m_name->setObjectName(QStringLiteral("releaseName"));
    m_version->setObjectName(QStringLiteral("releaseVersion"));
    m_commit->setObjectName(QStringLiteral("releaseCommit"));
    m_baseUrl->setObjectName(QStringLiteral("baseUrl"));
    m_folder->setObjectName(QStringLiteral("planFolder"));
    m_file->setObjectName(QStringLiteral("planFile"));
    m_fromTemplate->setObjectName(QStringLiteral("fromTemplate"));
    m_fromFile->setObjectName(QStringLiteral("fromFile"));
    m_fromImport->setEnabled(false);
    m_fromTemplate->setChecked(true);
    m_version->setPlaceholderText(QStringLiteral("1.8.3"));
    m_commit->setPlaceholderText(QStringLiteral("4f2a9c1"));
    m_baseUrl->setPlaceholderText(tr("https://staging.example.com, empty: as the plan says"));

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 16);
    column->setSpacing(10);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(8);
    form->addRow(tr("Name"), m_name);
    form->addRow(tr("Version"), m_version);
    form->addRow(tr("Commit"), m_commit);
    form->addRow(tr("Base URL"), m_baseUrl);
    column->addLayout(form);
    column->addWidget(makeHairline(Qt::Horizontal, this));
    column->addWidget(makeLabel(tr("Plan"), FontRole::BodyStrong, false, this));
    const auto addWay = [&](QRadioButton* way, QLineEdit* path, bool isFolder) {
        column->addWidget(way);
        if (path == nullptr) {
            return;
        }
        auto* row = new QHBoxLayout;
        row->setContentsMargins(24, 0, 0, 0);
        row->addWidget(path, 1);
        auto* browse = new Button(tr("Browse\u2026"), QString(), this);
        row->addWidget(browse);
        column->addLayout(row);
        connect(path, &QLineEdit::textEdited, way, [way] { way->setChecked(true); });
        connect(browse, &Button::clicked, this, [this, way, path, isFolder] {
            const QString chosen = isFolder
                                       ? QFileDialog::getExistingDirectory(this, tr("Folder for the plan"), path->text())
                                       : QFileDialog::getOpenFileName(this, tr("Plan"), path->text(), tr("Plans (*.yaml *.yml)"));
            if (!chosen.isEmpty()) {
                path->setText(chosen);
                way->setChecked(true);
            }
        });
    };
    addWay(m_fromTemplate, m_folder, true);
    addWay(m_fromImport, nullptr, false);
    addWay(m_fromFile, m_file, false);
    m_fault->setObjectName(QStringLiteral("fault"));
    m_fault->setWordWrap(true);
    m_fault->hide();
    column->addWidget(m_fault);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    auto* cancel = new Button(tr("Cancel"), QStringLiteral("Esc"), this);
    buttons->addWidget(cancel);
    buttons->addWidget(m_create);
    column->addLayout(buttons);
    m_create->setObjectName(QStringLiteral("createRelease"));
    m_create->setKind(Button::Kind::Primary);
    m_create->setDefault(true);
    connect(cancel, &Button::clicked, this, &QDialog::reject);
    connect(m_create, &Button::clicked, this, &NewReleaseDialog::create);
    for (QLineEdit* field : {m_name, m_version, m_file, m_folder}) {
        connect(field, &QLineEdit::textChanged, this, &NewReleaseDialog::check);
    }
    connect(m_fromTemplate, &QRadioButton::toggled, this, &NewReleaseDialog::check);
    setMinimumWidth(scaled(520));
    m_version->setFocus();
    check();
}

void NewReleaseDialog::check()
{
    const QLineEdit* path = m_fromTemplate->isChecked() ? m_folder : m_file;
    const bool isComplete =
        !m_name->text().trimmed().isEmpty() && !m_version->text().trimmed().isEmpty() && !path->text().isEmpty();
    m_create->setEnabled(isComplete);
    m_create->setToolTip(isComplete ? QString() : tr("Needs a name, a version and a plan."));
    m_fault->hide();
}

void NewReleaseDialog::showFault(const QString& fault)
{
    QPalette wrong = m_fault->palette();
    wrong.setColor(QPalette::WindowText, colorsFor(this).fail.text);
    m_fault->setPalette(wrong);
    m_fault->setText(fault);
    m_fault->show();
}

void NewReleaseDialog::create()
{
    Session::Request request;
    if (m_fromTemplate->isChecked()) {
        const auto plan = copyTemplate(m_folder->text());
        if (!plan) {
            showFault(fromCore(plan.error().message));
            return;
        }
        request.planFile = *plan;
    } else {
        request.planFile = m_file->text().toStdString();
    }
    request.planOptions.processEnvironment = currentEnvironment();
    if (!m_baseUrl->text().trimmed().isEmpty()) {
        request.planOptions.overrides["BASE_URL"] = m_baseUrl->text().trimmed().toStdString();
    }
    request.release = Release{m_name->text().trimmed().toStdString(), m_version->text().trimmed().toStdString(),
                              m_commit->text().trimmed().toStdString()};
    if (const auto opened = m_controller.openPlan(request); !opened) {
        showFault(fromCore(opened.error().message));
        return;
    }
    accept();
}

} // namespace holdpoint

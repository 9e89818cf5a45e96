// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/new_release_dialog.h"

#include "core/base/text.h"
#include "core/dossier/database_url.h"
#include "core/plan/plan_reader.h"
#include "core/session/dossier_file.h"
#include "ui/shell/app_controller.h"
#include "ui/start/plan_sources.h"
#include "ui/style/file_choice.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"

#include <QBoxLayout>
#include <QDir>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRadioButton>

namespace holdpoint {

namespace {

constexpr const char* kUsualName = "platform";

} // namespace

NewReleaseDialog::NewReleaseDialog(AppController& controller, QWidget* parent)
    : QDialog(parent), m_controller(controller), m_name(new QLineEdit(QString::fromLatin1(kUsualName), this)),
      m_version(new QLineEdit(this)), m_commit(new QLineEdit(this)), m_environment(new QLineEdit(this)),
      m_baseUrl(new QLineEdit(this)), m_database(new QLineEdit(this)),
      m_folder(new QLineEdit(QDir::home().filePath(QStringLiteral("load-tests")), this)), m_importFile(new QLineEdit(this)),
      m_importFolder(new QLineEdit(m_folder->text(), this)), m_file(new QLineEdit(this)),
      m_fromTemplate(new QRadioButton(tr("Template: the six tests of the pre-production checklist"), this)),
      m_fromImport(new QRadioButton(tr("Import from HAR, OpenAPI, Postman, curl or k6"), this)),
      m_fromFile(new QRadioButton(tr("Plan from a file"), this)), m_fault(makeLabel(QString(), FontRole::Body, false, this)),
      m_missing(makeLabel(QString(), FontRole::Small, true, this)), m_create(new Button(tr("Create release"), QString(), this))
{
    setObjectName(QStringLiteral("newReleaseDialog"));
    setWindowTitle(tr("New release"));
    m_name->setObjectName(QStringLiteral("releaseName"));
    m_version->setObjectName(QStringLiteral("releaseVersion"));
    m_commit->setObjectName(QStringLiteral("releaseCommit"));
    m_environment->setObjectName(QStringLiteral("environmentName"));
    m_baseUrl->setObjectName(QStringLiteral("baseUrl"));
    m_database->setObjectName(QStringLiteral("databaseAddress"));
    m_importFile->setObjectName(QStringLiteral("importFile"));
    m_importFolder->setObjectName(QStringLiteral("importFolder"));
    m_fromImport->setObjectName(QStringLiteral("fromImport"));
    m_folder->setObjectName(QStringLiteral("planFolder"));
    m_file->setObjectName(QStringLiteral("planFile"));
    m_fromTemplate->setObjectName(QStringLiteral("fromTemplate"));
    m_fromFile->setObjectName(QStringLiteral("fromFile"));
    m_fromTemplate->setChecked(true);
    m_version->setPlaceholderText(QStringLiteral("1.8.3"));
    m_commit->setPlaceholderText(QStringLiteral("4f2a9c1"));
    m_environment->setPlaceholderText(tr("staging, empty: as the plan says"));
    m_importFile->setPlaceholderText(tr("File, or folder of k6 scripts"));
    m_importFolder->setPlaceholderText(tr("The folder for the plan"));
    m_baseUrl->setPlaceholderText(tr("https://staging.example.com, empty: as the plan says"));

    m_database->setPlaceholderText(tr("postgresql://USER@HOST/DATABASE, empty: a file beside the plan"));
    m_database->setToolTip(tr("For a release that several people work on at once. The password is taken from ~/.pgpass or "
                              "PGPASSWORD, never from here."));

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 16);
    column->setSpacing(10);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(8);
    form->addRow(tr("Name"), m_name);
    form->addRow(tr("Version"), m_version);
    form->addRow(tr("Commit"), m_commit);
    form->addRow(tr("Environment"), m_environment);
    form->addRow(tr("Base URL"), m_baseUrl);
    form->addRow(tr("Database"), m_database);
    column->addLayout(form);
    column->addWidget(makeHairline(Qt::Horizontal, this));
    column->addWidget(makeLabel(tr("Plan"), FontRole::BodyStrong, false, this));
    column->addWidget(m_fromTemplate);
    column->addLayout(pathRow(m_fromTemplate, m_folder, {tr("Folder for the plan"), {}, false}));
    column->addWidget(m_fromImport);
    column->addLayout(pathRow(
        m_fromImport, m_importFile,
        {tr("File to import"), tr("HAR, OpenAPI, Postman, curl, k6 (*.har *.json *.yaml *.yml *.sh *.txt *.js *.ts)"), true}));
    column->addLayout(pathRow(m_fromImport, m_importFolder, {tr("Folder for the plan"), {}, false}));
    column->addWidget(m_fromFile);
    column->addLayout(pathRow(m_fromFile, m_file, {tr("Plan"), tr("Plans (*.yaml *.yml)"), false}));
    m_fault->setObjectName(QStringLiteral("fault"));
    m_fault->setWordWrap(true);
    m_fault->hide();
    column->addWidget(m_fault);
    auto* buttons = new QHBoxLayout;
    m_missing->setObjectName(QStringLiteral("missing"));
    buttons->addWidget(m_missing, 1);
    auto* cancel = new Button(tr("Cancel"), QStringLiteral("Esc"), this);
    buttons->addWidget(cancel);
    buttons->addWidget(m_create);
    column->addLayout(buttons);
    m_create->setObjectName(QStringLiteral("createRelease"));
    m_create->setKind(Button::Kind::Primary);
    m_create->setDefault(true);
    connect(cancel, &Button::clicked, this, &QDialog::reject);
    connect(m_create, &Button::clicked, this, &NewReleaseDialog::create);
    for (QLineEdit* field : {m_name, m_version, m_database, m_file, m_folder, m_importFile, m_importFolder}) {
        connect(field, &QLineEdit::textChanged, this, &NewReleaseDialog::check);
    }
    for (QRadioButton* way : {m_fromTemplate, m_fromImport, m_fromFile}) {
        connect(way, &QRadioButton::toggled, this, &NewReleaseDialog::check);
    }
    connect(&m_controller, &AppController::notCreated, this, [this](const QString& why) {
        setConnecting(false);
        showFault(why);
    });
    connect(&m_controller, &AppController::sessionChanged, this, [this] {
        if (m_isConnecting && m_controller.session() != nullptr) {
            m_isConnecting = false;
            accept();
        }
    });
    connect(this, &QDialog::rejected, this, [this] {
        if (m_isConnecting) {
            m_controller.cancelOpening();
        }
    });
    connect(m_file, &QLineEdit::textChanged, this, &NewReleaseDialog::takeReleaseOfPlan);
    connect(m_fromFile, &QRadioButton::toggled, this, &NewReleaseDialog::takeReleaseOfPlan);
    QWidget* before = m_database; // as it stands on the page
    for (QWidget* next : std::as_const(m_order)) {
        setTabOrder(before, next);
        before = next;
    }
    setTabOrder(before, cancel);
    setTabOrder(cancel, m_create);
    setMinimumWidth(scaled(520));
    m_version->setFocus();
    check();
}

QLayout* NewReleaseDialog::pathRow(QRadioButton* way, QLineEdit* path, const PathChoice& choice)
{
    auto* row = new QHBoxLayout;
    row->setContentsMargins(24, 0, 0, 0);
    auto* what = makeLabel(choice.filter.isEmpty() ? tr("Folder") : tr("File"), FontRole::Body, true, this);
    what->setFixedWidth(scaled(48));
    what->setBuddy(path);
    row->addWidget(what);
    row->addWidget(path, 1);
    auto* browse = new Button(tr("Browse\u2026"), QString(), this);
    row->addWidget(browse);
    if (!m_order.contains(way)) {
        m_order << way;
    }
    m_order << path << browse;
    connect(path, &QLineEdit::textEdited, way, [way] { way->setChecked(true); });
    const auto take = [way, path](const QString& chosen) {
        if (!chosen.isEmpty()) {
            path->setText(chosen);
            way->setChecked(true);
        }
    };
    connect(browse, &Button::clicked, this, [this, take, path, choice] {
        take(choice.filter.isEmpty() ? chooseFolder(this, choice.title, path->text())
                                     : chooseFile(this, choice.title, path->text(), choice.filter));
    });
    if (choice.mayBeFolder) {
        auto* folder = new Button(tr("Folder\u2026"), QString(), this);
        folder->setObjectName(path->objectName() + QStringLiteral("Folder"));
        row->addWidget(folder);
        m_order << folder;
        connect(folder, &Button::clicked, this,
                [this, take, path] { take(chooseFolder(this, tr("Folder of k6 scripts"), path->text())); });
    }
    return row;
}

void NewReleaseDialog::check()
{
    const bool hasPlan = m_fromTemplate->isChecked() ? !m_folder->text().isEmpty()
                         : m_fromImport->isChecked() ? !m_importFile->text().isEmpty() && !m_importFolder->text().isEmpty()
                                                     : !m_file->text().isEmpty();
    QStringList missing;
    for (const auto& [isThere, what] :
         {std::pair(!m_name->text().trimmed().isEmpty(), tr("a name")),
          std::pair(!m_version->text().trimmed().isEmpty(), tr("a version")), std::pair(hasPlan, tr("a plan"))}) {
        if (!isThere) {
            missing << what;
        }
    }
    const bool isComplete = missing.isEmpty();
    m_missing->setText(isComplete ? QString() : tr("Still needed: %1").arg(missing.join(QStringLiteral(", "))));
    m_create->setEnabled(isComplete && !m_import.isRunning() && !m_isConnecting);
    m_create->setToolTip(isComplete ? QString() : tr("Needs a name, a version and a plan."));
    m_fault->hide();
}

/// A plan says which release it is of; what a person typed stays, what another plan said does not.
void NewReleaseDialog::takeReleaseOfPlan()
{
    Release release{kUsualName, {}, {}};
    const QString file = m_file->text().trimmed();
    if (m_fromFile->isChecked() && QFileInfo(file).isFile()) {
        PlanOptions options;
        options.processEnvironment = currentEnvironment();
        PlanReading reading = readPlanFile(file.toStdString(), options);
        if (reading.isValid()) { // creating it says what is wrong otherwise
            release = std::move(reading.plan.release);
        }
    }
    const auto take = [](QLineEdit* field, const std::string& value) {
        if (!field->isModified()) {
            field->setText(fromCore(value)); // not by a person: isModified() stays false
        }
    };
    take(m_name, release.name);
    take(m_version, release.version == kUnversioned ? std::string() : release.version); // a plan that leaves it to others
    take(m_commit, release.commit);
}

void NewReleaseDialog::showFault(const QString& fault)
{
    QPalette wrong = m_fault->palette();
    wrong.setColor(QPalette::WindowText, colorsFor(this).fail.text);
    m_fault->setPalette(wrong);
    m_fault->setText(fault);
    m_fault->show();
}

std::filesystem::path NewReleaseDialog::dossierPlace() const
{
    const QString address = m_database->text().trimmed();
    return address.isEmpty() || address.contains(QLatin1Char('#'))
               ? address.toStdString()
               : (address + QLatin1Char('#') + m_name->text().trimmed() + QLatin1Char('-') + m_version->text().trimmed())
                     .toStdString();
}

void NewReleaseDialog::setConnecting(bool isConnecting)
{
    m_isConnecting = isConnecting;
    check();
    m_create->setText(isConnecting ? tr("Connecting\u2026") : tr("Create release"));
}

void NewReleaseDialog::create()
{
    // Before the plan is written: an address that cannot be right leaves nothing behind.
    if (const auto place = dossierPlace(); !place.empty()) {
        const auto url =
            isDatabaseUrl(place)
                ? parseDatabaseUrl(place)
                : Result<DatabaseUrl>(
                      fail(Error::Kind::Invalid, tr("A database is named postgresql://USER@HOST/DATABASE#NAME.").toStdString()));
        if (!url) {
            showFault(fromCore(url.error().message));
            return;
        }
    }
    if (m_fromTemplate->isChecked()) {
        const auto plan = copyTemplate(m_folder->text());
        plan ? openRelease(*plan, {}) : showFault(fromCore(plan.error().message));
    } else if (m_fromImport->isChecked()) {
        startImport();
    } else {
        openRelease(m_file->text().toStdString(), {});
    }
}

void NewReleaseDialog::startImport()
{
    m_import.start([this, file = m_importFile->text(), folder = m_importFolder->text()] {
        auto plan = importIntoFolder(file, folder);
        return [this, plan = std::move(plan)] {
            m_create->setText(tr("Create release"));
            check();
            plan ? openRelease(plan->file, plan->imported.variables) : showFault(fromCore(plan.error().message));
        };
    });
    check();
    m_create->setText(tr("Importing\u2026"));
}

void NewReleaseDialog::openRelease(const std::filesystem::path& plan, const std::vector<ImportVariable>& variables)
{
    Session::Request request;
    request.planFile = plan;
    request.planOptions.processEnvironment = currentEnvironment();
    if (!m_baseUrl->text().trimmed().isEmpty()) {
        request.planOptions.overrides["BASE_URL"] = m_baseUrl->text().trimmed().toStdString();
    }
    request.environmentName = m_environment->text().trimmed().toStdString();
    request.release = Release{m_name->text().trimmed().toStdString(), m_version->text().trimmed().toStdString(),
                              m_commit->text().trimmed().toStdString()};
    request.dossierFile = dossierPlace();
    // What was begun is opened, and never taken for new: what was typed here would be said of its runs.
    const QString file = QString::fromStdString(defaultDossierFile(plan, *request.release).string());
    if (request.dossierFile.empty() && QFileInfo::exists(file)) {
        showFault(tr("%1 has begun already: open its dossier %2 with Ctrl+O, or take another name or version.")
                      .arg(fromCore(request.release->name + " " + request.release->version), file));
        return;
    }
    const auto opened = m_controller.openPlan(request);
    if (opened && !request.dossierFile.empty()) {
        setConnecting(true); // accept() or showFault() follows
        return;
    }
    if (!opened) {
        QString fault = fromCore(opened.error().message);
        if (!variables.empty()) {
            std::vector<std::string> keys;
            for (const ImportVariable& variable : variables) {
                keys.push_back(variable.key);
            }
            fault +=
                QLatin1Char('\n') + tr("The plan is written. It needs the variables %1: set them in .env.load-tests beside it "
                                       "(KEY=VALUE, mode 0600), then create the release.")
                                        .arg(fromCore(join(keys, ", ")));
        }
        showFault(fault);
        return;
    }
    accept();
}

} // namespace holdpoint

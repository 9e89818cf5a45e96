// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connection_form.h"

#include "core/plan/plan_edit.h"
#include "ui/connections/cause_block.h"
#include "ui/connections/step_list.h"
#include "ui/style/chip.h"
#include "ui/style/elision.h"
#include "ui/style/parts.h"
#include "ui/style/words.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QRegularExpression>
#include <algorithm>

namespace holdpoint {

namespace {

/// "url" as people say it.
QString labelOf(const std::string& key)
{
    if (key == "url" || key == "base_url") {
        return ConnectionForm::tr("URL");
    }
    if (key == ConnectionForm::kCaFileKey) {
        return ConnectionForm::tr("Private CA");
    }
    if (key == "dsn") {
        return ConnectionForm::tr("DSN");
    }
    QString text = fromCore(key).replace(QLatin1Char('_'), QLatin1Char(' '));
    text[0] = text[0].toUpper();
    return text.replace(QStringLiteral(" url"), QStringLiteral(" URL"));
}

/// "a, b,c" as its words.
std::vector<std::string> wordsIn(const QString& text)
{
    std::vector<std::string> words;
    for (const QString& word : text.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        if (const QString trimmed = word.trimmed(); !trimmed.isEmpty()) {
            words.push_back(trimmed.toStdString());
        }
    }
    return words;
}

} // namespace

ConnectionForm::ConnectionForm(QWidget* parent)
    : QWidget(parent), m_title(makeLabel(QString(), FontRole::Title, false, this)), m_chip(new Chip(this)),
      m_blocks(makeLabel(QString(), FontRole::Small, true, this)), m_settings(new QWidget(this)),
      m_testHead(new SectionHead(tr("Connection test"), this)), m_steps(new StepList(this)), m_cause(new CauseBlock(this)),
      m_test(new Button(tr("Test"), QStringLiteral("F5"), this)),
      m_copy(new Button(tr("Copy details"), QStringLiteral("Ctrl+C"), this)),
      m_save(new Button(tr("Save"), QStringLiteral("Ctrl+S"), this)), m_remove(new Button(tr("Remove\u2026"), QString(), this))
{
    setObjectName(QStringLiteral("connectionForm"));
    m_title->setObjectName(QStringLiteral("connectionTitle"));
    m_test->setObjectName(QStringLiteral("testConnection"));
    m_copy->setObjectName(QStringLiteral("copyConnection"));
    m_save->setObjectName(QStringLiteral("saveConnection"));
    m_remove->setObjectName(QStringLiteral("removeConnection"));
    m_test->setKind(Button::Kind::Primary);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 16);
    column->setSpacing(0);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(16, 12, 16, 10);
    head->setSpacing(12);
    head->addWidget(m_title);
    head->addWidget(m_chip);
    head->addStretch();
    head->addWidget(m_blocks);
    column->addLayout(head);
    column->addWidget(m_settings);
    column->addSpacing(12);
    column->addWidget(makeHairline(Qt::Horizontal, this));
    column->addSpacing(4);
    column->addWidget(m_testHead);
    column->addWidget(m_steps);
    auto* block = new QHBoxLayout;
    block->setContentsMargins(16, 4, 16, 0);
    block->addWidget(m_cause);
    column->addLayout(block);
    auto* actions = new QHBoxLayout;
    actions->setContentsMargins(16, 12, 16, 0);
    actions->setSpacing(8);
    actions->addWidget(m_test);
    actions->addWidget(m_copy);
    actions->addStretch();
    actions->addWidget(m_remove);
    actions->addWidget(m_save);
    column->addLayout(actions);
    column->addStretch();
    connect(m_test, &Button::clicked, this, &ConnectionForm::testRequested);
    connect(m_copy, &Button::clicked, this, &ConnectionForm::copyRequested);
    connect(m_save, &Button::clicked, this, &ConnectionForm::saveRequested);
    connect(m_remove, &Button::clicked, this, &ConnectionForm::removeRequested);
}

/// One setting as the form shows it.
struct ConnectionForm::Line
{
    ConnectionSetting setting;
    QString text;
    QString example;
    bool isList = false;
    bool isEditable = false;
    bool isRest = false;
};

void ConnectionForm::setRow(const SourceRow& row, const Surroundings& surroundings)
{
    const auto isSameSetting = [](const ConnectionSetting& a, const ConnectionSetting& b) {
        return a.key == b.key && a.value == b.value && a.written == b.written;
    };
    const auto& before = m_row.source.settings;
    const auto& now = row.source.settings;
    const bool isSame = m_row.source.id == row.source.id && m_settings->layout() != nullptr &&
                        std::equal(before.begin(), before.end(), now.begin(), now.end(), isSameSetting) &&
                        m_surroundings.caFile == surroundings.caFile && m_surroundings.whyNoEdit == surroundings.whyNoEdit &&
                        m_surroundings.isTlsExcepted == surroundings.isTlsExcepted;
    m_surroundings = surroundings;
    m_row = row;
    m_title->setText(fromCore(row.source.title));
    m_chip->setLook(row.look());
    m_chip->updateGeometry();
    const auto items = row.items.size();
    const QString count = tr("%n checklist item(s)", nullptr, asCount(items));
    m_blocks->setText(items == 0     ? tr("no checklist item asks it")
                      : row.isDown() ? tr("blocks %1").arg(count)
                                     : tr("feeds %1").arg(count));
    if (!isSame) { // what is being typed stays
        showSettings(row);
    }
    showTest(row);
    showActions();
}

/// What the plan has, what it could have, and what is read only.
std::vector<ConnectionForm::Line> ConnectionForm::linesOf(const SourceRow& row) const
{
    std::vector<Line> lines;
    const bool mayEdit = m_surroundings.whyNoEdit.isEmpty();
    std::vector<ConnectionSetting> rest = row.source.settings;
    const auto take = [&rest](std::string_view key) {
        const auto found = std::find_if(rest.begin(), rest.end(), [key](const auto& each) { return each.key == key; });
        if (found == rest.end()) {
            return std::optional<ConnectionSetting>();
        }
        std::optional<ConnectionSetting> setting = std::move(*found);
        rest.erase(found);
        return setting;
    };
    for (const SettingKind& kind : settingKinds(row.source.id)) {
        const auto known = take(kind.key);
        Line line;
        line.setting = known.value_or(ConnectionSetting{});
        line.setting.key = kind.key;
        line.setting.isSecret = isSecretKey(kind.key) || line.setting.isSecret;
        line.text = fromCore(line.setting.isSecret ? line.setting.written : line.setting.value);
        line.example = fromCore(kind.example);
        line.isList = kind.isList;
        line.isEditable = mayEdit;
        line.isRest = !known && !kind.isMain;
        lines.push_back(std::move(line));
    }
    for (ConnectionSetting& setting : rest) { // headers and the like: a person's editor has more room
        Line line;
        line.text = fromCore(setting.isSecret ? setting.written : setting.value);
        line.setting = std::move(setting);
        lines.push_back(std::move(line));
    }
    if (!isService(row.source.id) && row.source.settings.empty()) {
        Line line;
        line.setting.key = "address";
        line.text = fromCore(row.source.url);
        lines.push_back(std::move(line));
    }
    if (isService(row.source.id)) {
        Line authority;
        authority.setting.key = kCaFileKey;
        authority.text = m_surroundings.caFile;
        authority.example = tr("ca.pem, beside the plan");
        authority.isEditable = mayEdit;
        authority.isRest = m_surroundings.caFile.isEmpty();
        lines.push_back(std::move(authority));
        Line proxy;
        proxy.setting.key = "proxy";
        proxy.text = qEnvironmentVariable(row.source.url.starts_with("https:") ? "https_proxy" : "http_proxy", tr("none"));
        proxy.isRest = true;
        lines.push_back(std::move(proxy));
    }
    return lines;
}

QString ConnectionForm::remarkOf(const Line& line) const
{
    static const QRegularExpression kDefault(QStringLiteral(":-[^}]*\\}")); // its value stands in the field
    const ConnectionSetting& setting = line.setting;
    const QString place = m_surroundings.place(setting.line);
    if (setting.key == "address") {
        return tr("a flow of the plan goes there");
    }
    if (setting.key == "proxy") {
        return tr("from the environment; no_proxy excepts hosts");
    }
    if (setting.key == kCaFileKey) {
        return tr("trusted besides the system's, for all sources");
    }
    if (setting.line == 0 && line.text.isEmpty() && !setting.isSecret) {
        return line.isList ? tr("not set; several with commas") : tr("not set");
    }
    if (setting.isSecret) {
        return setting.line == 0     ? tr("the name of a variable of the env file")
               : setting.isMissing   ? tr("nothing sets it, %1").arg(place)
               : line.text.isEmpty() ? tr("set in the plan itself, %1: write ${NAME}").arg(place)
                                     : tr("set, %1").arg(place);
    }
    const QString variable = fromCore(setting.written).replace(kDefault, QStringLiteral("}"));
    return variable.isEmpty() ? place : tr("from %1, %2").arg(variable, place);
}

void ConnectionForm::showSettings(const SourceRow& row)
{
    qDeleteAll(m_settings->findChildren<QWidget*>(Qt::FindDirectChildrenOnly));
    delete m_settings->layout();
    m_fields.clear();
    m_rest.clear();
    m_exception = nullptr;
    m_more = nullptr;
    auto* grid = new QGridLayout(m_settings);
    grid->setContentsMargins(16, 0, 16, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    grid->setColumnMinimumWidth(0, scaled(88));
    grid->setColumnStretch(1, 3);
    grid->setColumnStretch(2, 2);
    int at = 0;
    std::vector<Line> lines = linesOf(row);
    std::stable_partition(lines.begin(), lines.end(), [](const Line& line) { return !line.isRest; });
    for (const Line& line : lines) {
        addLine(*grid, at++, line);
    }
    if (isService(row.source.id) && row.source.url.starts_with("https:")) {
        addTlsException(*grid, at++);
    }
    if (!m_rest.empty()) {
        const auto count = m_rest.size() / 3;
        m_more = new Button(tr("%n more setting(s)", nullptr, asCount(count)), QString(), m_settings);
        m_more->setObjectName(QStringLiteral("moreSettings"));
        m_more->setControlHeight(24);
        connect(m_more, &Button::clicked, this, &ConnectionForm::showMore);
        grid->addWidget(m_more, at, 1, Qt::AlignLeft);
    }
    for (QWidget* part : m_rest) {
        part->hide();
    }
}

void ConnectionForm::addLine(QGridLayout& grid, int row, const Line& line)
{
    auto* name = makeLabel(labelOf(line.setting.key), FontRole::Body, false, m_settings);
    auto* field = new QLineEdit(line.text, m_settings);
    field->setObjectName(QStringLiteral("setting-") + fromCore(line.setting.key));
    field->setAccessibleName(name->text());
    field->setFixedHeight(scaled(28));
    field->setPlaceholderText(line.example);
    field->setCursorPosition(0);
    field->setReadOnly(!line.isEditable);
    field->setToolTip(line.isEditable ? QString() : m_surroundings.whyNoEdit);
    name->setBuddy(field);
    auto* note = new ElidedLabel(remarkOf(line), m_settings);
    note->setFont(fontFor(FontRole::Small));
    note->setSecondary(true);
    grid.addWidget(name, row, 0);
    grid.addWidget(field, row, 1);
    grid.addWidget(note, row, 2);
    if (line.isEditable) {
        m_fields.push_back({line.setting.key, field, line.text, line.isList});
        connect(field, &QLineEdit::textChanged, this, &ConnectionForm::showActions);
    }
    if (line.isRest) {
        m_rest.insert(m_rest.end(), {name, field, note});
    }
}

void ConnectionForm::addTlsException(QGridLayout& grid, int row)
{
    m_exception = new QCheckBox(tr("Accept this certificate although it is not trusted"), m_settings);
    m_exception->setObjectName(QStringLiteral("setting-tls-exception"));
    m_exception->setChecked(m_surroundings.isTlsExcepted);
    m_exception->setEnabled(m_surroundings.whyNoEdit.isEmpty());
    m_exception->setToolTip(tr("An exception for this host. It is printed in the report."));
    connect(m_exception, &QCheckBox::toggled, this, &ConnectionForm::showActions);
    grid.addWidget(m_exception, row, 1, 1, 2);
}

void ConnectionForm::showMore()
{
    for (QWidget* part : m_rest) {
        part->show();
    }
    m_more->hide();
}

void ConnectionForm::focusFirst()
{
    for (const Field& field : m_fields) {
        if (field.edit->text().isEmpty() && !field.edit->isHidden()) {
            field.edit->setFocus();
            return;
        }
    }
}

std::vector<ConnectionForm::Change> ConnectionForm::changes() const
{
    std::vector<Change> changed;
    for (const Field& field : m_fields) {
        const QString text = field.edit->text().trimmed();
        if (text == field.original) {
            continue;
        }
        if (field.isList && !text.isEmpty()) {
            changed.push_back({field.key, wordsIn(text)});
        } else {
            changed.push_back({field.key, text.toStdString()});
        }
    }
    if (m_exception != nullptr && m_exception->isChecked() != m_surroundings.isTlsExcepted) {
        changed.push_back({kTlsExceptionKey, std::string(m_exception->isChecked() ? "yes" : "")});
    }
    return changed;
}

} // namespace holdpoint

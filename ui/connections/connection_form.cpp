// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connection_form.h"

#include "core/base/time_format.h"
#include "core/base/units.h"
#include "ui/connections/step_list.h"
#include "ui/style/chip.h"
#include "ui/style/elision.h"
#include "ui/style/parts.h"

#include <QBoxLayout>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QRegularExpression>
#include <algorithm>

namespace holdpoint {

/// What failed and what to do: fill of its status, 3 px bar at the left.
class CauseBlock : public QWidget
{
public:
    explicit CauseBlock(QWidget* parent)
        : QWidget(parent), m_cause(makeLabel(QString(), FontRole::BodyStrong, false, this)),
          m_remedy(makeLabel(QString(), FontRole::Small, false, this)), m_proof(makeLabel(QString(), FontRole::Mono, false, this))
    {
        setObjectName(QStringLiteral("causeBlock"));
        m_cause->setObjectName(QStringLiteral("cause"));
        m_remedy->setObjectName(QStringLiteral("remedy"));
        m_proof->setObjectName(QStringLiteral("proof"));
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(16, 10, 16, 10);
        column->setSpacing(6);
        for (QLabel* label : {m_cause, m_remedy, m_proof}) {
            label->setWordWrap(true);
            label->setMinimumWidth(1);
            label->setTextInteractionFlags(Qt::TextSelectableByMouse);
            column->addWidget(label);
        }
    }

    void show(Status status, const QString& cause, const QString& remedy, const QString& proof)
    {
        m_status = status;
        for (const auto& [label, text] : {std::pair{m_cause, cause}, {m_remedy, remedy}, {m_proof, proof}}) {
            label->setText(breakable(QString(text).remove(QLatin1Char('`'))));
            label->setVisible(!text.isEmpty());
        }
        setVisible(!cause.isEmpty() || !remedy.isEmpty());
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const ThemeColors& colors = colorsFor(this);
        QPainter painter(this);
        const bool isNeutral = m_status == Status::Neutral;
        painter.fillRect(rect(), isNeutral ? colors.neutralFill : colors.of(m_status).fill);
        painter.fillRect(QRect(0, 0, 3, height()), isNeutral ? colors.lineStrong : colors.of(m_status).glyph);
    }

private:
    Status m_status = Status::Fail;
    QLabel* m_cause;
    QLabel* m_remedy;
    QLabel* m_proof;
};

namespace {

/// "url" as people say it.
QString labelOf(const std::string& key)
{
    if (key == "url" || key == "base_url") {
        return ConnectionForm::tr("URL");
    }
    QString text = fromCore(key).replace(QLatin1Char('_'), QLatin1Char(' '));
    text[0] = text[0].toUpper();
    return text;
}

QString remarkOf(const ConnectionSetting& setting, const QString& place)
{
    static const QRegularExpression kDefault(QStringLiteral(":-[^}]*\\}")); // its value stands in the field
    const QString variable = fromCore(setting.written).replace(kDefault, QStringLiteral("}"));
    QString remark = setting.written.empty() ? place : ConnectionForm::tr("from %1, %2").arg(variable, place);
    if (setting.isSecret) {
        remark = setting.isMissing ? ConnectionForm::tr("nothing sets it: %1").arg(remark) : remark;
    }
    return remark;
}

} // namespace

ConnectionForm::ConnectionForm(QWidget* parent)
    : QWidget(parent), m_title(makeLabel(QString(), FontRole::Title, false, this)), m_chip(new Chip(this)),
      m_blocks(makeLabel(QString(), FontRole::Small, true, this)), m_settings(new QWidget(this)),
      m_testHead(new SectionHead(tr("Connection test"), this)), m_steps(new StepList(this)), m_cause(new CauseBlock(this)),
      m_test(new Button(tr("Test"), QStringLiteral("F5"), this)),
      m_copy(new Button(tr("Copy details"), QStringLiteral("Ctrl+C"), this)),
      m_save(new Button(tr("Save"), QStringLiteral("Ctrl+S"), this))
{
    setObjectName(QStringLiteral("connectionForm"));
    m_title->setObjectName(QStringLiteral("connectionTitle"));
    m_test->setObjectName(QStringLiteral("testConnection"));
    m_copy->setObjectName(QStringLiteral("copyConnection"));
    m_save->setObjectName(QStringLiteral("saveConnection"));
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
    actions->addWidget(m_save);
    column->addLayout(actions);
    column->addStretch();
    connect(m_test, &Button::clicked, this, &ConnectionForm::testRequested);
    connect(m_copy, &Button::clicked, this, &ConnectionForm::copyRequested);
    connect(m_save, &Button::clicked, this, &ConnectionForm::saveRequested);
}

void ConnectionForm::setRow(const SourceRow& row, const std::function<QString(int line)>& place, const QString& whyNoEdit)
{
    const bool isSame = m_row.source.id == row.source.id && m_row.source.url == row.source.url &&
                        m_row.source.settings.size() == row.source.settings.size() && m_url != nullptr;
    m_row = row;
    m_title->setText(fromCore(row.source.title));
    m_chip->setLook(row.look());
    m_chip->updateGeometry();
    const auto items = row.items.size();
    const QString count = items == 1 ? tr("1 checklist item") : tr("%1 checklist items").arg(items);
    m_blocks->setText(items == 0     ? tr("no checklist item asks it")
                      : row.isDown() ? tr("blocks %1").arg(count)
                                     : tr("feeds %1").arg(count));
    if (!isSame) { // what is being typed stays
        showSettings(row, place, whyNoEdit);
    }
    showTest(row);
    showActions();
}

void ConnectionForm::showSettings(const SourceRow& row, const std::function<QString(int line)>& place, const QString& whyNoEdit)
{
    qDeleteAll(m_settings->findChildren<QWidget*>(Qt::FindDirectChildrenOnly));
    delete m_settings->layout();
    auto* grid = new QGridLayout(m_settings);
    grid->setContentsMargins(16, 0, 16, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    grid->setColumnMinimumWidth(0, scaled(88));
    grid->setColumnStretch(1, 3);
    grid->setColumnStretch(2, 2);
    std::vector<ConnectionSetting> settings = row.source.settings;
    const auto hasKey = [&settings](std::string_view key) {
        return std::any_of(settings.begin(), settings.end(), [key](const ConnectionSetting& each) { return each.key == key; });
    };
    const bool isHost = !isService(row.source.id);
    if (settings.empty() || (!isHost && !hasKey("url") && !hasKey("webhook") && !hasKey("dsn"))) {
        ConnectionSetting url;
        url.key = isHost ? "address" : "url";
        url.value = row.source.url;
        settings.insert(settings.begin(), url);
    }
    m_url = nullptr;
    int line = 0;
    for (const ConnectionSetting& setting : settings) {
        auto* name = makeLabel(labelOf(setting.key), FontRole::Body, false, m_settings);
        auto* field = new QLineEdit(m_settings);
        field->setObjectName(QStringLiteral("setting-") + fromCore(setting.key));
        field->setAccessibleName(name->text());
        field->setFixedHeight(scaled(28));
        name->setBuddy(field);
        const bool isEditable = setting.key == "url" && whyNoEdit.isEmpty();
        field->setText(setting.isSecret ? (setting.isMissing ? tr("not set") : QString(12, QChar(0x2022)))
                                        : fromCore(setting.value));
        field->setCursorPosition(0);
        field->setReadOnly(!isEditable);
        QString remark = remarkOf(setting, place(setting.line));
        if (isHost && setting.key == "address") {
            remark = tr("a flow of the plan goes there");
        } else if (setting.line == 0 && !row.source.isConfigured()) {
            remark = tr("not in the plan yet");
            field->setPlaceholderText(tr("http://host:port"));
        }
        if (setting.key == "url") {
            m_url = field;
            field->setToolTip(whyNoEdit);
            connect(field, &QLineEdit::textChanged, this, &ConnectionForm::showActions);
        }
        auto* note = new ElidedLabel(remark, m_settings);
        note->setFont(fontFor(FontRole::Small));
        note->setSecondary(true);
        grid->addWidget(name, line, 0);
        grid->addWidget(field, line, 1);
        grid->addWidget(note, line, 2);
        ++line;
    }
}

void ConnectionForm::showTest(const SourceRow& row)
{
    const auto& tested = row.tested;
    m_steps->setReport(tested, row.isTesting);
    const bool isUsed = row.source.isConfigured();
    m_testHead->setVisible(isUsed);
    m_steps->setVisible(isUsed);
    m_testHead->setRemark(!tested ? tr("not tested yet")
                                  : tr("%1 UTC, %2 of %3 steps")
                                        .arg(fromCore(formatUtcClock(tested->at)))
                                        .arg(tested->stepsDone())
                                        .arg(tested->steps.size()));
    m_testHead->setRightRemark(
        tested && !row.isTesting ? fromCore(formatDuration(std::chrono::duration_cast<Millis>(tested->took))) : QString());
    const auto url = std::find_if(row.source.settings.begin(), row.source.settings.end(),
                                  [](const ConnectionSetting& setting) { return setting.key == "url"; });
    if (!isUsed && url != row.source.settings.end() && !url->written.empty()) {
        m_cause->show(
            Status::Neutral, tr("%1 has no URL").arg(fromCore(row.source.title)),
            tr("Nothing sets %1. Set it in the env file or the environment and open the release again, or enter the URL "
               "and save.")
                .arg(fromCore(url->written)),
            {});
    } else if (!isUsed) {
        m_cause->show(Status::Neutral, tr("The plan names no %1").arg(fromCore(row.source.title)),
                      tr("Enter its URL and save, or add this below `monitoring:`. Values in ${} come from the env file or the "
                         "environment."),
                      fromCore(linesToAdd(row.source.id)));
    } else if (tested && tested->failed() != nullptr && !row.isTesting) {
        QString remedy = fromCore(tested->remedy);
        if (!row.items.empty()) {
            remedy += QLatin1Char(' ') + (row.items.size() == 1 ? tr("Until it answers, 1 item waits.")
                                                                : tr("Until it answers, %1 items wait.").arg(row.items.size()));
        }
        if (!tested->proof.empty()) {
            remedy += QLatin1Char(' ') + tr("To see the same outside Holdpoint:");
        }
        m_cause->show(Status::Fail, fromCore(tested->cause), remedy, fromCore(tested->proof));
    } else {
        m_cause->show(Status::Neutral, {}, {}, {});
    }
}

void ConnectionForm::showActions()
{
    const bool isUsed = m_row.source.isConfigured();
    m_test->setText(m_row.isTesting ? tr("Testing\u2026") : m_row.tested ? tr("Test again") : tr("Test"));
    m_test->updateGeometry();
    m_test->setEnabled(isUsed && !m_row.isTesting);
    m_test->setVisible(isUsed);
    m_copy->setEnabled(m_row.tested.has_value() || !isUsed);
    m_save->setVisible(m_url != nullptr);
    m_save->setEnabled(isEdited());
    m_save->setToolTip(m_url != nullptr && m_url->isReadOnly() ? m_url->toolTip()
                       : isEdited()                            ? QString()
                                                               : tr("Change the URL first."));
}

QString ConnectionForm::url() const
{
    return m_url != nullptr ? m_url->text().trimmed() : QString();
}

bool ConnectionForm::isEdited() const
{
    return m_url != nullptr && !m_url->isReadOnly() && !url().isEmpty() && url() != fromCore(m_row.source.url);
}

QString ConnectionForm::details() const
{
    if (!m_row.source.isConfigured()) {
        return fromCore(linesToAdd(m_row.source.id));
    }
    if (!m_row.tested) {
        return fromCore(m_row.source.title) + QLatin1Char(' ') + fromCore(m_row.source.url);
    }
    const ConnectionReport& report = *m_row.tested;
    QStringList lines{fromCore(m_row.source.title) + QLatin1Char(' ') + fromCore(m_row.source.url) + QStringLiteral(": ") +
                      fromCore(report.verdict) + QStringLiteral(", ") + fromCore(formatUtcSeconds(report.at))};
    for (const ConnectionStep& step : report.steps) {
        const QString saw = step.saw.empty() ? tr("not tried") : fromCore(step.saw);
        const QString mark = step.state == ConnectionStep::State::Failed ? tr("FAILED ") : QString();
        lines << QStringLiteral("%1. %2: %3%4").arg(static_cast<int>(step.kind) + 1).arg(fromCore(titleOf(step.kind)), mark, saw);
    }
    for (const std::string& text : {report.cause, report.remedy, report.proof}) {
        if (!text.empty()) {
            lines << fromCore(text);
        }
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace holdpoint

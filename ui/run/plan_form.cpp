// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/plan_form.h"

#include "core/base/file.h"
#include "core/plan/plan_node.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollArea>

namespace holdpoint {

namespace {

constexpr int kColumns = 3; // fields beside one another, each with its name

/// "vus", "stage 2: to", "target".
QString nameOf(const PlanValue& value)
{
    const std::size_t size = value.path.size();
    if (size >= 3 && value.path[size - 3] == "stages") {
        return PlanForm::tr("stage %1: %2")
            .arg(QString::fromStdString(value.path[size - 2]).toInt() + 1)
            .arg(fromCore(value.path.back()));
    }
    return fromCore(value.path.back());
}

/// "Scenario searchers", "Threshold http_req_failed".
QString groupOf(const PlanValue& value)
{
    const std::string& list = value.path.size() > 2 ? value.path[2] : value.path.back();
    const QString name = fromCore(value.group);
    if (value.path.front() == "alarms") {
        return PlanForm::tr("Alarm %1").arg(name);
    }
    return list == "scenarios"      ? PlanForm::tr("Scenario %1").arg(name)
           : list == "load_targets" ? PlanForm::tr("Load target %1").arg(name)
                                    : PlanForm::tr("Threshold %1").arg(name);
}

/// A group is one scenario or one rule: its place in the file.
PlanPath placeOf(const PlanValue& value)
{
    const std::ptrdiff_t depth = value.path.front() == "tests" ? 4 : 2;
    return {value.path.begin(), value.path.begin() + std::min(depth, std::ssize(value.path))};
}

} // namespace

PlanForm::PlanForm(Session& session, PlanOptions options, Person person, const QString& test, QWidget* parent)
    : QDialog(parent), m_session(session), m_options(std::move(options)), m_person(std::move(person)),
      m_test(new QComboBox(this)), m_area(new QScrollArea(this)), m_lines(new QPlainTextEdit(this)),
      m_fault(new StatusLabel(FontRole::Body, Status::Fail, this)), m_save(new Button(tr("Save plan"), tr("Ctrl+S"), this))
{
    setObjectName(QStringLiteral("planForm"));
    setWindowTitle(tr("Load and thresholds"));
    const Plan& plan = session.plan();
    const auto text = readFile(plan.path, kMaxPlanBytes);
    m_text = text ? *text : plan.text;
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 16);
    column->setSpacing(8);
    for (const TestPlan& each : plan.tests) {
        m_test->addItem(fromCore(each.title.empty() ? each.id : each.title), fromCore(each.id));
    }
    m_test->addItem(tr("Whole release"), QString());
    m_test->setObjectName(QStringLiteral("formTest"));
    m_test->setAccessibleName(tr("Test"));
    m_test->setCurrentIndex(test.isEmpty() ? 0 : std::max(0, m_test->findData(test)));
    auto* top = new QHBoxLayout;
    top->addWidget(m_test);
    QLabel* where = makeLabel(tr("Saved into %1; comments and all else stay as they are.").arg(fromCore(plan.path.string())),
                              FontRole::Small, true, this);
    where->setWordWrap(true);
    top->addWidget(where, 1);
    column->addLayout(top);
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    column->addWidget(m_area, 1);
    column->addWidget(makeHairline(Qt::Horizontal, this));
    m_lines->setObjectName(QStringLiteral("planLines"));
    m_lines->setAccessibleName(tr("Lines of the plan that change"));
    m_lines->setReadOnly(true);
    m_lines->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_lines->setFont(fontFor(FontRole::Mono));
    m_lines->setFrameShape(QFrame::NoFrame);
    m_lines->setFixedHeight(scaled(104));
    m_lines->setTabChangesFocus(true);
    m_lines->setPlaceholderText(tr("Nothing changed yet. The lines that change are shown here before they are saved."));
    column->addWidget(m_lines);
    m_fault->setObjectName(QStringLiteral("planFault"));
    m_fault->setWordWrap(true);
    m_fault->hide();
    column->addWidget(m_fault);
    auto* cancel = new Button(tr("Cancel"), QStringLiteral("Esc"), this);
    cancel->setAutoDefault(false);
    m_save->setObjectName(QStringLiteral("savePlan"));
    m_save->setKind(Button::Kind::Primary);
    m_save->setShortcut(QKeySequence::Save);
    m_save->setAutoDefault(false);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(
        makeLabel(tr("Runs before the change stay, and say that they ran another text."), FontRole::Small, true, this));
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_save);
    column->addLayout(buttons);
    resize(scaled(760), scaled(600));
    m_timer.setSingleShot(true);
    m_timer.setInterval(250);
    connect(&m_timer, &QTimer::timeout, this, &PlanForm::look);
    connect(m_test, &QComboBox::currentIndexChanged, this, &PlanForm::showTest);
    connect(cancel, &Button::clicked, this, &QDialog::reject);
    connect(m_save, &Button::clicked, this, &PlanForm::save);
    showTest();
    look();
}

void PlanForm::showTest()
{
    m_fields.clear();
    auto* page = new QWidget;
    auto* grid = new QGridLayout(page);
    grid->setContentsMargins(0, 4, 8, 4);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(6);
    PlanPath place;
    int column = 0;
    for (const PlanValue& value : loadValues(m_text, m_test->currentData().toString().toStdString())) {
        if (placeOf(value) != place) {
            place = placeOf(value);
            column = 0;
            addGroup(*grid, groupOf(value));
        }
        addField(*grid, value, column++ % kColumns);
    }
    for (int i = 0; i < kColumns; ++i) {
        grid->setColumnStretch(2 * i + 1, 1);
    }
    grid->setRowStretch(grid->rowCount(), 1);
    m_area->setWidget(page);
    if (!m_fields.empty()) {
        m_fields.front().edit->setFocus();
    }
    look();
}

void PlanForm::addGroup(QGridLayout& grid, const QString& title)
{
    QLabel* label = makeLabel(title, FontRole::BodyStrong, false, this);
    label->setContentsMargins(0, m_fields.empty() ? 0 : 8, 0, 0);
    grid.addWidget(label, grid.rowCount(), 0, 1, 2 * kColumns);
}

void PlanForm::addField(QGridLayout& grid, const PlanValue& value, int column)
{
    // A row of fields and below it a row of their faults.
    const int row = column == 0 ? grid.rowCount() : grid.rowCount() - 2;
    Field field{value, new QLineEdit(this), new StatusLabel(FontRole::Small, Status::Fail, this)};
    const QString name = nameOf(value);
    const auto edited = m_edited.find(value.path);
    field.edit->setText(fromCore(edited == m_edited.end() ? value.text : edited->second));
    field.edit->setObjectName(groupOf(value).section(QLatin1Char(' '), -1) + QLatin1Char('/') + name);
    field.edit->setAccessibleName(tr("%1, %2").arg(groupOf(value), name));
    field.edit->setPlaceholderText(value.isThere ? QString() : tr("not set"));
    field.fault->setWordWrap(true);
    field.fault->hide();
    grid.addWidget(makeLabel(name, FontRole::Small, true, this), row, 2 * column);
    grid.addWidget(field.edit, row, 2 * column + 1);
    grid.addWidget(field.fault, row + 1, 2 * column, 1, 2);
    connect(field.edit, &QLineEdit::textChanged, this, [this, value](const QString& text) {
        m_edited[value.path] = text.trimmed().toStdString();
        m_save->setEnabled(false); // until it was looked at
        m_timer.start();
    });
    m_fields.push_back(field);
}

std::vector<std::pair<PlanPath, std::string>> PlanForm::changes() const
{
    std::map<PlanPath, std::string> original;
    for (int index = 0; index < m_test->count(); ++index) {
        for (const PlanValue& value : loadValues(m_text, m_test->itemData(index).toString().toStdString())) {
            original[value.path] = value.text;
        }
    }
    std::vector<std::pair<PlanPath, std::string>> changed;
    for (const auto& [path, text] : m_edited) {
        if (const auto before = original.find(path); before != original.end() && before->second != text) {
            changed.emplace_back(path, text);
        }
    }
    return changed;
}

void PlanForm::look()
{
    const auto change = planChange(m_session, m_options, changes());
    m_change = change ? *change : PlanChange();
    QStringList lines;
    for (const std::string& line : m_change.lines) {
        lines << fromCore(line);
    }
    m_lines->setPlainText(lines.join(QLatin1Char('\n')));
    QString fault = change ? QString() : fromCore(change.error().message);
    for (const Field& field : m_fields) {
        field.fault->hide();
    }
    for (const PlanFault& each : m_change.faults) {
        const auto field = std::find_if(m_fields.begin(), m_fields.end(), [&](const Field& one) {
            const auto edited = m_edited.find(one.value.path);
            return one.value.line == each.line && edited != m_edited.end() && edited->second != one.value.text;
        });
        if (field != m_fields.end() && field->fault->isHidden()) {
            field->fault->setText(fromCore(each.message));
            field->fault->show();
        } else {
            fault += (fault.isEmpty() ? QString() : QStringLiteral("\n")) + fromCore(each.text());
        }
    }
    m_fault->setText(fault);
    m_fault->setVisible(!fault.isEmpty());
    m_save->setEnabled(change && m_change.faults.empty() && !m_change.isNothing());
    m_save->setToolTip(m_save->isEnabled() ? QString() : change && m_change.isNothing() ? tr("Nothing changed yet.") : fault);
}

void PlanForm::save()
{
    look(); // what was typed a moment ago
    if (!m_save->isEnabled()) {
        return;
    }
    if (const auto written = writePlanChange(m_session, m_change, m_person); !written) {
        m_fault->setText(fromCore(written.error().message));
        m_fault->show();
        return;
    }
    accept();
}

} // namespace holdpoint

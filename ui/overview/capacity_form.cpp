// SPDX-License-Identifier: GPL-3.0-or-later
// The form of section 15: pre-filled, changed, saved.
#include "core/base/units.h"
#include "core/checklist/form_values.h"
#include "ui/overview/capacity_page.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>

namespace holdpoint {

namespace {

struct TriggerShape
{
    const char* field;
    const char* unit;
    double most;
    int decimals;
};
constexpr std::array<TriggerShape, 4> kTriggers{{{"blank.trigger.cpu", "%", 100, 0},
                                                 {"blank.trigger.memory", "%", 100, 0},
                                                 {"blank.trigger.latency", "ms", 1'000'000, 0},
                                                 {"blank.trigger.errors", "%", 100, 2}}};

const FormValue* enteredIn(const Report& report, const QString& field)
{
    const std::string id = field.toStdString();
    const auto found =
        std::find_if(report.form.rbegin(), report.form.rend(), [&](const FormValue& each) { return each.field == id; });
    return found == report.form.rend() || found->value.empty() ? nullptr : &*found;
}

} // namespace

QWidget* CapacityPage::makeForm()
{
    auto* form = new QWidget(this);
    auto* column = makePageColumn(form);
    auto* head = new SectionHead(tr("Scaling triggers"), form);
    head->setRemark(tr("these rules go into the report; your auto-scaler stays in charge"));
    column->addWidget(head);
    auto* grid = new QGridLayout;
    grid->setContentsMargins(16, 0, 16, 8);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(6);
    const std::array<QString, 4> names{tr("CPU"), tr("Memory"), tr("API p95"), tr("Error rate")};
    const std::array<QString, 4> then{tr("scale up"), tr("scale up"), tr("scale up"), tr("alert")};
    for (std::size_t i = 0; i < m_triggers.size(); ++i) {
        const TriggerShape& shape = kTriggers[i];
        TriggerRow& row = m_triggers[i];
        row.field = QString::fromLatin1(shape.field);
        row.above = new QDoubleSpinBox(form);
        row.above->setObjectName(row.field);
        row.above->setAccessibleName(tr("%1 above").arg(names[i]));
        row.above->setDecimals(shape.decimals);
        row.above->setRange(0, shape.most);
        row.above->setFixedWidth(scaled(84));
        row.minutes = new QSpinBox(form);
        row.minutes->setObjectName(row.field + QStringLiteral(".minutes"));
        row.minutes->setAccessibleName(tr("%1 for minutes").arg(names[i]));
        row.minutes->setRange(1, 24 * 60);
        row.minutes->setFixedWidth(scaled(64));
        row.computed = makeLabel(QString(), FontRole::Small, true, form);
        row.computed->setObjectName(row.field + QStringLiteral(".computed"));
        row.computed->setWordWrap(true);
        row.above->installEventFilter(this);
        row.minutes->installEventFilter(this);
        const int line = static_cast<int>(i);
        grid->addWidget(makeLabel(names[i], FontRole::Body, false, form), line, 0);
        grid->addWidget(row.above, line, 1);
        grid->addWidget(makeLabel(QString::fromLatin1(shape.unit), FontRole::Body, true, form), line, 2);
        grid->addWidget(makeLabel(tr("for"), FontRole::Body, true, form), line, 3);
        grid->addWidget(row.minutes, line, 4);
        grid->addWidget(makeLabel(tr("min, then %1").arg(then[i]), FontRole::Body, true, form), line, 5);
        row.accept = makeAccept(row.field, names[i], form);
        connect(row.above, &QDoubleSpinBox::valueChanged, this, &CapacityPage::showAccepts);
        connect(row.minutes, &QSpinBox::valueChanged, this, &CapacityPage::showAccepts);
        grid->addWidget(row.accept, line, 6);
        grid->addWidget(row.computed, line, 7);
    }
    grid->setColumnStretch(7, 1);
    column->addLayout(grid);
    column->addWidget(makeHairline(Qt::Horizontal, form));
    column->addWidget(new SectionHead(tr("Headroom, limits and cost"), form));
    auto* texts = new QGridLayout;
    texts->setContentsMargins(16, 0, 16, 8);
    texts->setHorizontalSpacing(8);
    texts->setVerticalSpacing(6);
    const std::array<QString, 3> titles{tr("Headroom"), tr("Most instances"), tr("Cost at peak")};
    const std::array<QString, 3> fields{QStringLiteral("blank.headroom"), QStringLiteral("capacity.scaling-limits"),
                                        QStringLiteral("capacity.cost")};
    for (std::size_t i = 0; i < m_texts.size(); ++i) {
        TextRow& row = m_texts[i];
        row.field = fields[i];
        row.edit = new QLineEdit(form);
        row.edit->setObjectName(row.field);
        row.edit->setAccessibleName(titles[i]);
        row.edit->setFixedWidth(scaled(220));
        row.edit->installEventFilter(this);
        row.remark = makeLabel(QString(), FontRole::Small, true, form);
        row.remark->setObjectName(row.field + QStringLiteral(".computed"));
        row.remark->setWordWrap(true);
        const int line = static_cast<int>(i);
        texts->addWidget(makeLabel(titles[i], FontRole::Body, false, form), line, 0);
        texts->addWidget(row.edit, line, 1);
        row.accept = makeAccept(row.field, titles[i], form);
        connect(row.edit, &QLineEdit::textChanged, this, &CapacityPage::showAccepts);
        texts->addWidget(row.accept, line, 2);
        texts->addWidget(row.remark, line, 3);
    }
    texts->addWidget(makeLabel(tr("Note"), FontRole::Body, false, form), 3, 0);
    texts->addWidget(m_note, 3, 1, 1, 3);
    texts->setColumnStretch(3, 1);
    column->addLayout(texts);
    column->addStretch();
    return form;
}

QCheckBox* CapacityPage::makeAccept(const QString& field, const QString& name, QWidget* parent)
{
    auto* accept = new QCheckBox(tr("Accept"), parent);
    accept->setObjectName(field + QStringLiteral(".accept"));
    accept->setAccessibleName(tr("Accept what is offered for %1").arg(name));
    accept->setToolTip(tr("Save enters the offered value in your name; without it the field stays open"));
    return accept;
}

void CapacityPage::showAccepts()
{
    for (const TriggerRow& row : m_triggers) {
        showAccept(*row.accept, row.field, textOf(row) == row.filled);
    }
    for (const TextRow& row : m_texts) {
        showAccept(*row.accept, row.field, row.edit->text() == row.filled);
    }
}

void CapacityPage::showAccept(QCheckBox& accept, const QString& field, bool isUntouched)
{
    const bool isOffered = m_report != nullptr && session() != nullptr && enteredIn(*m_report, field) == nullptr &&
                           !computedField(m_study, field.toStdString()).value.empty();
    accept.setVisible(isOffered);
    accept.setEnabled(isUntouched); // a value that was typed is entered as it is
    if (!isOffered || !isUntouched) {
        accept.setChecked(false);
    }
}

std::string CapacityPage::storedValue(const QString& field) const
{
    const FormValue* entered = m_report != nullptr ? enteredIn(*m_report, field) : nullptr;
    return entered != nullptr ? entered->value : computedField(m_study, field.toStdString()).value;
}

void CapacityPage::fillForm()
{
    const auto remark = [this](const QString& field) {
        const ComputedField computed = computedField(m_study, field.toStdString());
        const FormValue* entered = m_report != nullptr ? enteredIn(*m_report, field) : nullptr;
        const std::string value = entered != nullptr && !entered->computed.empty() ? entered->computed : computed.value;
        QString text = value.empty() ? QString() : tr("computed %1").arg(fromCore(value));
        if (!computed.isMeasured && !computed.value.empty()) {
            text = tr("default %1").arg(fromCore(computed.value));
        }
        if (!computed.basis.empty()) {
            text += (text.isEmpty() ? QString() : QStringLiteral(": ")) + fromCore(computed.basis);
        }
        if (entered != nullptr) {
            const bool isAccepted = entered->value == value; // saved as it was offered
            text = (isAccepted ? tr("accepted by %1") : tr("edited by %1")).arg(fromCore(entered->by.name)) +
                   (entered->note.empty() ? QString() : QStringLiteral(" (") + fromCore(entered->note) + QLatin1Char(')')) +
                   (text.isEmpty() ? QString() : QStringLiteral("; ") + text);
        }
        return text;
    };
    // A row that cannot show what somebody entered says what it is.
    const auto unshown = [this](const TriggerRow& row) {
        const FormValue* entered = m_report != nullptr ? enteredIn(*m_report, row.field) : nullptr;
        const bool isShown =
            entered == nullptr || textOf(row) != row.filled || numbersIn(entered->value) == numbersIn(row.filled.toStdString());
        return isShown ? QString() : tr("the dossier says \u201c%1\u201d; ").arg(fromCore(entered->value));
    };
    const bool isAnew = session() == nullptr; // what was typed for another release goes
    if (isAnew) {
        m_fieldSeen.clear();
    }
    bool isTyped = false;
    for (TriggerRow& row : m_triggers) {
        const bool isOpen =
            !isAnew && !row.filled.isEmpty() && textOf(row) != row.filled && textOf(row) != fromCore(storedValue(row.field));
        isTyped = isTyped || isOpen;
        if (!isOpen) {
            fill(row);
        }
        row.computed->setText(unshown(row) + remark(row.field));
    }
    for (TextRow& row : m_texts) {
        const QString text = row.edit->text().trimmed();
        const bool isOpen = !isAnew && text != row.filled && text != fromCore(storedValue(row.field));
        isTyped = isTyped || isOpen;
        if (!isOpen) {
            fill(row);
        }
        row.remark->setText(remark(row.field));
    }
    showAccepts();
    if (!isTyped) {
        m_formSeen = m_report != nullptr ? m_report->audit.length : 0;
    }
}

void CapacityPage::fill(TriggerRow& row)
{
    const auto numbers = numbersIn(storedValue(row.field));
    const TriggerShape& shape = kTriggers[static_cast<std::size_t>(&row - m_triggers.data())];
    const std::size_t point = numbers.empty() ? std::string::npos : numbers[0].find('.');
    const std::size_t places = point == std::string::npos ? 0 : std::min<std::size_t>(numbers[0].size() - point - 1, 3);
    row.above->setDecimals(std::max(shape.decimals, static_cast<int>(places)));
    row.above->setValue(numbers.empty() ? 0 : QString::fromStdString(numbers[0]).toDouble());
    row.minutes->setValue(numbers.size() > 1 ? QString::fromStdString(numbers[1]).toInt() : 1);
    if (const QString text = textOf(row); text != row.filled) {
        row.filled = text;
        row.accept->setChecked(false); // another value was accepted
    }
}

void CapacityPage::fill(TextRow& row)
{
    row.edit->setText(fromCore(storedValue(row.field)));
    if (row.edit->text() != row.filled) {
        row.filled = row.edit->text();
        row.accept->setChecked(false);
    }
}

QString CapacityPage::textOf(const TriggerRow& row) const
{
    const std::size_t index = static_cast<std::size_t>(&row - m_triggers.data());
    const int minutes = row.minutes->value();
    return QStringLiteral("%1\u00A0%2 for %3 %4")
        .arg(fromCore(formatPlain(row.above->value())), QString::fromLatin1(kTriggers[index].unit), QString::number(minutes),
             minutes == 1 ? QStringLiteral("minute") : QStringLiteral("minutes"));
}

void CapacityPage::save()
{
    if (session() == nullptr || m_report == nullptr) {
        return;
    }
    struct Change
    {
        QString field;
        QString value;
        bool isEdited = false; // differs from what was computed
    };
    std::vector<Change> changes;
    const auto consider = [&](const QString& field, const QString& value) {
        const FormValue* entered = enteredIn(*m_report, field);
        const QString stored = entered != nullptr ? fromCore(entered->value) : QString();
        const QString computed = fromCore(computedField(m_study, field.toStdString()).value);
        if (!value.isEmpty() && value != stored) {
            changes.push_back({field, value, !computed.isEmpty() && value != computed});
        }
    };
    // Nobody's word is put under a value that nobody touched.
    for (const TriggerRow& row : m_triggers) {
        if (textOf(row) != row.filled || row.accept->isChecked()) {
            consider(row.field, textOf(row));
        }
    }
    for (const TextRow& row : m_texts) {
        if (row.edit->text() != row.filled || row.accept->isChecked()) {
            consider(row.field, row.edit->text().trimmed());
        }
    }
    const bool needsNote = std::any_of(changes.begin(), changes.end(), [](const Change& each) { return each.isEdited; });
    if (needsNote && m_note->text().trimmed().isEmpty()) {
        m_note->setFocus();
        Q_EMIT noticed(tr("A value that differs from what was computed needs a note"), true);
        return;
    }
    const std::string note = m_note->text().trimmed().toStdString();
    int saved = 0;
    for (const Change& change : changes) {
        const auto stored =
            session()->setForm(change.field.toStdString(), change.value.toStdString(), person(),
                               change.isEdited ? note : std::string(), std::max(m_formSeen, m_fieldSeen.value(change.field)));
        // Who was told of another's value may save again; what others did to other fields is seen when the form shows it.
        if (stored || stored.error().kind == Error::Kind::Conflict) {
            takeSeen(change.field);
        }
        if (!stored) {
            Q_EMIT noticed(fromCore(stored.error().message), true);
            return;
        }
        ++saved;
    }
    m_note->clear();
    Q_EMIT noticed(saved == 0 ? tr("Nothing changed. Accept enters a value as it is offered")
                              : tr("Saved %n value(s)", nullptr, saved),
                   false);
}

/// What stands in the dossier up to now of this field is told, or was saved here.
void CapacityPage::takeSeen(const QString& field)
{
    if (const auto head = session()->dossier().auditHead()) {
        m_fieldSeen[field] = head->length;
    }
}

void CapacityPage::reset()
{
    for (const TriggerRow& row : m_triggers) {
        const auto numbers = numbersIn(computedField(m_study, row.field.toStdString()).value);
        if (numbers.size() > 1) {
            row.above->setValue(QString::fromStdString(numbers[0]).toDouble());
            row.minutes->setValue(QString::fromStdString(numbers[1]).toInt());
        }
    }
    for (const TextRow& row : m_texts) {
        if (const std::string value = computedField(m_study, row.field.toStdString()).value; !value.empty()) {
            row.edit->setText(fromCore(value));
        }
    }
}

/// Esc gives one field back what stands in the dossier.
bool CapacityPage::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        for (const TriggerRow& row : m_triggers) {
            const auto numbers = numbersIn(storedValue(row.field));
            if (watched == row.above && !numbers.empty()) {
                row.above->setValue(QString::fromStdString(numbers[0]).toDouble());
                return true;
            }
            if (watched == row.minutes && numbers.size() > 1) {
                row.minutes->setValue(QString::fromStdString(numbers[1]).toInt());
                return true;
            }
        }
        for (const TextRow& row : m_texts) {
            if (watched == row.edit) {
                row.edit->setText(fromCore(storedValue(row.field)));
                return true;
            }
        }
    }
    return ReportTablesPage::eventFilter(watched, event);
}

} // namespace holdpoint

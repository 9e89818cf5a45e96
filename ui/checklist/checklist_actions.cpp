// SPDX-License-Identifier: GPL-3.0-or-later
// What the checklist does to the outside world for a person: an item's action, and the test window.
#include "core/base/units.h"
#include "core/session/action_command.h"
#include "core/session/sweep_job.h"
#include "ui/checklist/action_desk.h"
#include "ui/checklist/checklist_page.h"
#include "ui/checklist/do_dialog.h"
#include "ui/checklist/gate_banner.h"
#include "ui/checklist/item_details.h"
#include "ui/checklist/item_dialogs.h"
#include "ui/checklist/window_panel.h"
#include "ui/shell/window_words.h"
#include "ui/style/status.h"

namespace holdpoint {

namespace {

QString firstUpper(const std::string& text)
{
    QString shown = fromCore(text);
    if (!shown.isEmpty()) {
        shown[0] = shown.at(0).toUpper();
    }
    return shown;
}

/// Items whose sensor looks at the test window.
std::vector<std::string> windowItems(const ChecklistTemplate& definition)
{
    std::vector<std::string> ids;
    for (const ItemDefinition& item : definition.items) {
        for (const FactPlan& fact : item.sense ? item.sense->facts : std::vector<FactPlan>{}) {
            if (fact.kind == "action" && stringAt(fact.spec, "action") == "window") {
                ids.push_back(item.id);
                break;
            }
        }
    }
    return ids;
}

} // namespace

void ChecklistPage::followActions()
{
    connect(m_desk, &ActionDesk::changed, this, [this] {
        showDetails();
        showWindow();
    });
    connect(m_desk, &ActionDesk::actionEnded, this, [this](const QString& id, const QString& fault) {
        m_allowed.erase(id.toStdString()); // its start may have been the yes
        const ItemView* item = m_report != nullptr ? m_report->checklist.item(id.toStdString()) : nullptr;
        const QString name = item != nullptr ? plainItemText(item->definition->text) : id;
        Q_EMIT noticed(fault.isEmpty() ? tr("Done: %1").arg(name) : tr("%1: %2").arg(name, fault), !fault.isEmpty());
        showDetails();
    });
    connect(m_desk, &ActionDesk::windowEnded, this, &ChecklistPage::windowEnded);
    connect(m_details, &ItemDetails::doRequested, this, &ChecklistPage::doIt);
    connect(m_details, &ItemDetails::stopRequested, m_desk, &ActionDesk::stop);
    connect(m_window, &WindowPanel::openRequested, this, &ChecklistPage::openWindow);
    connect(m_window, &WindowPanel::closeRequested, this, &ChecklistPage::closeWindow);
    connect(m_window, &WindowPanel::stopRequested, m_desk, &ActionDesk::stop);
    connect(m_window, &WindowPanel::settleRequested, this, &ChecklistPage::settleStep);
}

/// What starting the item's action would do; nullopt if it is no action.
std::optional<ItemDetails::Deed> ChecklistPage::deedOf(const ItemView* item) const
{
    if (m_session == nullptr || item == nullptr || !item->definition->act || item->state == ItemState::NotApplicable) {
        return std::nullopt;
    }
    const std::string& id = item->definition->id;
    ItemDetails::Deed deed;
    const auto allowed = m_allowed.find(id);
    const auto proposal = proposeAction(*m_session, id, allowed != m_allowed.end() && allowed->second);
    const bool isOpen = isWindowAction(id) && m_shownWindow && m_shownWindow->isOpen() && m_shownWindow->isAnnounced();
    if (isOpen && m_desk->runningItem() != id) {
        deed.whyNot = tr("the test window is open; its tab closes it.");
    } else if (proposal) {
        deed.sentence = firstUpper(proposal->sentence);
        deed.command = proposal->command.empty() ? QString() : commandText(proposal->command);
        deed.consent = allowed == m_allowed.end() ? ItemDetails::Deed::Consent::Unknown
                       : allowed->second          ? ItemDetails::Deed::Consent::Given
                                                  : ItemDetails::Deed::Consent::Needed;
        deed.sentBefore = fromCore(proposal->sentBefore);
    } else {
        deed.whyNot = fromCore(proposal.error().message);
    }
    deed.isRunning = m_desk->runningItem() == id;
    deed.isBusy = m_desk->isBusy();
    if (m_desk->lastItem() == id) {
        deed.lines = m_desk->lines();
    }
    return deed;
}

/// Whether somebody let the item's command run before: the audit log is read on a thread of its own, once an item.
void ChecklistPage::lookUpConsent(const ItemView* item)
{
    if (m_session == nullptr || item == nullptr || !item->definition->act || m_allowed.contains(item->definition->id)) {
        return;
    }
    const auto command = commandOf(m_session->plan(), *item->definition);
    const bool isLookedUp = m_consents.isRunning() && m_consentFor == item->definition->id;
    if (!command || !*command || isLookedUp) {
        return;
    }
    m_consentFor = item->definition->id;
    m_consents.start([this, id = item->definition->id, file = m_session->dossier().file(), sha256 = m_session->plan().sha256,
                      theCommand = **command]() -> std::function<void()> {
        Plan plan; // what an allowance names of it
        plan.sha256 = sha256;
        const auto dossier = Dossier::openReadOnly(file);
        const auto allowed = dossier ? isCommandAllowed(**dossier, plan, theCommand) : Result<bool>(false);
        return [this, id, isAllowed = allowed && *allowed] {
            m_allowed[id] = isAllowed;
            showDetails();
        };
    });
}

/// From here, now.
bool ChecklistPage::canBeDone(const ItemView& item) const
{
    const auto deed = deedOf(&item);
    return deed && deed->whyNot.isEmpty();
}

void ChecklistPage::doIt()
{
    const ItemView* item = selectedView();
    if (m_session == nullptr || item == nullptr || !item->definition->act) {
        return;
    }
    const auto proposal = proposeAction(*m_session, item->definition->id);
    if (!proposal) {
        Q_EMIT noticed(fromCore(proposal.error().message), true);
        return;
    }
    if (m_desk->isBusy()) {
        Q_EMIT noticed(tr("Something is being done already. Wait for its end, or stop it."), true);
        return;
    }
    if (proposal->run) { // the console's own runner: Live load shows it and can stop it
        QStringList tests;
        for (const std::string& test : proposal->tests) {
            tests << fromCore(test);
        }
        Q_EMIT startRequested(tests, *proposal->run);
        return;
    }
    ActionJob::Request request;
    request.item = item->definition->id;
    request.by = person();
    if (!proposal->needsConsent && !proposal->isTold) {
        const QString begun =
            tr("Begun: %1").arg(plainItemText(item->definition->text)); // the item may go while the action starts
        tell(m_desk->startAction(request), begun);
        return;
    }
    DoDialog::Wish wish;
    wish.title = tr("Do it");
    wish.subject = plainItemText(item->definition->text);
    wish.explanation = firstUpper(proposal->sentence) + QLatin1Char('.');
    wish.command = proposal->command.empty() ? QString() : commandText(proposal->command);
    if (proposal->needsConsent) {
        wish.warning =
            tr("The plan brings this command, and nobody has let it run yet. It runs as you, and gets the plan's secrets. "
               "Your yes is kept for this plan and this command.");
    }
    if (!proposal->sentBefore.empty()) {
        wish.warning = tr("It was %1. Others get it a second time.").arg(fromCore(proposal->sentBefore));
    }
    if (item->definition->act->kind == ItemAct::Kind::Window) {
        wish.lines = toldLines();
        wish.optionLabel = tr("Go on without what fails");
    }
    wish.as = asText();
    wish.action = proposal->needsConsent ? tr("Run it") : proposal->sentBefore.empty() ? tr("Do it") : tr("Send again");
    DoDialog(
        wish,
        [this, request, again = !proposal->sentBefore.empty()](const DoDialog::Answer& answer) {
            ActionJob::Request agreed = request;
            agreed.mayRunCommands = true;
            agreed.sendsAgain = again;
            agreed.leavesOutFailures = answer.isOptionTaken;
            return m_desk->startAction(agreed);
        },
        this)
        .exec();
}

std::optional<TestWindow> ChecklistPage::testWindow() const
{
    return m_session != nullptr ? m_session->shownWindow() : std::nullopt;
}

void ChecklistPage::showWindow()
{
    m_shownWindow = testWindow();
    if (m_session != nullptr && !m_plannedSteps) {
        m_plannedSteps = plannedWindowSteps(m_session->plan());
    }
    const bool isBusy = m_desk->isWindowBusy() || (!m_desk->runningItem().empty() && isWindowAction(m_desk->runningItem()));
    m_window->setWindow(m_shownWindow, m_plannedSteps.value_or(std::vector<PlannedStep>{}), isBusy, m_session != nullptr);
    showWindowTime();
}

bool ChecklistPage::isWindowAction(const std::string& id) const
{
    const ItemDefinition* item = m_session != nullptr ? m_session->checklistTemplate().item(id) : nullptr;
    return item != nullptr && item->act && item->act->kind == ItemAct::Kind::Window;
}

/// At the right of the banner, while one is open.
void ChecklistPage::showWindowTime()
{
    const bool isOpen = m_shownWindow && m_shownWindow->isOpen();
    const QString left = isOpen ? timeLeft(*m_shownWindow, systemClock().wallNow()) : QString();
    m_banner->setRightRemark(!isOpen ? QString() : left.isEmpty() ? tr("test window open") : tr("test window, %1").arg(left));
    m_window->tick();
}

/// "Tells: Slack notice, Grafana annotation", and what it leaves out.
QStringList ChecklistPage::toldLines() const
{
    QStringList told;
    QStringList leftOut;
    for (const PlannedStep& step : m_plannedSteps.value_or(std::vector<PlannedStep>{})) {
        (step.whyLeftOut.empty() ? told : leftOut) << fromCore(titleOfStep(step.step));
    }
    return {told.isEmpty() ? tr("Tells nobody: the plan names no service for it.")
                           : tr("Tells: %1.").arg(told.join(QStringLiteral(", "))),
            leftOut.isEmpty() ? QString() : tr("Leaves out: %1.").arg(leftOut.join(QStringLiteral(", ")))};
}

void ChecklistPage::openWindow()
{
    if (m_session == nullptr) {
        return;
    }
    const auto window = testWindow();
    const bool isHalf = window && window->isOpen();
    DoDialog::Wish wish;
    wish.title = tr("Test window");
    wish.subject = isHalf ? tr("Go on opening the test window") : tr("Open the test window");
    wish.explanation = isHalf ? tr("What is announced already is not sent a second time.")
                              : tr("From now until its end everybody knows that load comes. Its end takes all of it back.");
    wish.lines = toldLines();
    if (!isHalf) {
        const auto minutes = std::chrono::ceil<std::chrono::minutes>(announcedDuration(m_session->plan())).count();
        wish.valueLabel = tr("Announced for (like 75m or 1h30m)");
        wish.value = QStringLiteral("%1m").arg(minutes);
    }
    wish.optionLabel = tr("Go on without what fails");
    wish.as = asText();
    wish.action = isHalf ? tr("Go on") : tr("Open");
    DoDialog(
        wish,
        [this, isHalf](const DoDialog::Answer& answer) -> Result<> {
            WindowJob::Request request{WindowJob::Task::Open, Nanos{}, answer.isOptionTaken, person()};
            if (!isHalf) {
                const auto duration = parseDuration(answer.value.toStdString());
                if (!duration) {
                    return fail(duration.error());
                }
                if (*duration < std::chrono::minutes{1}) {
                    return fail(Error::Kind::Invalid, tr("A test window lasts at least 1m.").toStdString());
                }
                request.duration = *duration;
            }
            return m_desk->startWindow(request);
        },
        this)
        .exec();
}

void ChecklistPage::closeWindow()
{
    const auto window = testWindow();
    if (m_session == nullptr || !window || !window->isOpen()) {
        return;
    }
    DoDialog::Wish wish;
    wish.title = tr("Test window");
    wish.subject = tr("Close the test window");
    wish.explanation = tr("Every step is taken back or completed, and asked again whether it is so.");
    QStringList steps;
    for (const OutsideStep& step : window->steps) {
        if (step.step != kWholeWindow && !isOver(step.state)) {
            steps << fromCore(titleOfStep(step.step));
        }
    }
    wish.lines << (steps.isEmpty() ? tr("Nothing is left to take back.") : tr("Ends: %1.").arg(steps.join(QStringLiteral(", "))));
    wish.optionLabel = tr("Go on without what fails");
    wish.as = asText();
    wish.action = tr("Close it");
    DoDialog(
        wish,
        [this](const DoDialog::Answer& answer) {
            return m_desk->startWindow({WindowJob::Task::Close, Nanos{}, answer.isOptionTaken, person()});
        },
        this)
        .exec();
}

/// The items that look at the window are asked again: they have something new to see.
void ChecklistPage::windowEnded(bool wasOpening, const QString& fault)
{
    Q_EMIT noticed(!fault.isEmpty() ? fault
                   : wasOpening     ? tr("The test window is open and announced.")
                                    : tr("The test window is closed and everything is taken back."),
                   !fault.isEmpty());
    if (m_session == nullptr || m_session->sweepJob().isRunning()) {
        return;
    }
    SweepJob::Request request;
    request.items = windowItems(m_session->checklistTemplate());
    if (!request.items->empty()) {
        (void)m_session->sweepJob().start(request); // it is not running
    }
}

void ChecklistPage::settleStep(const QString& id)
{
    const auto window = testWindow();
    const OutsideStep* step = window ? window->step(id.toStdString()) : nullptr;
    if (m_session == nullptr || step == nullptr) {
        return;
    }
    const bool isEnd =
        step->state == StepState::Ending || step->state == StepState::EndUnknown || step->state == StepState::EndFailed;
    ReasonDialog::Wish wish;
    wish.title = tr("Settle");
    wish.subject = fromCore(titleOfStep(step->step));
    wish.explanation = firstUpper(step->reason) + QStringLiteral(". ") +
                       tr("Look there, then say what is true. Your word is kept with your name.");
    wish.choiceLabel = tr("What is true");
    wish.choices = isEnd ? QStringList{tr("It has ended"), tr("It has not ended: end it"), tr("Leave it out")}
                         : QStringList{tr("It is there"), tr("It is not there: send it"), tr("Leave it out")};
    wish.reasonLabel = tr("What you saw");
    wish.as = asText();
    wish.action = tr("Settle");
    wish.isReasonNeeded = false;
    ReasonDialog dialog(
        wish,
        [this, name = id.toStdString()](const ReasonDialog::Answer& answer) {
            return m_session != nullptr ? settleWindowStep(*m_session, name, static_cast<StepWord>(answer.choice), person(),
                                                           answer.reason.toStdString())
                                        : Result<>(fail(Error::Kind::Refused, tr("the release was closed").toStdString()));
        },
        this);
    if (dialog.exec() == QDialog::Accepted) {
        Q_EMIT noticed(tr("Settled: %1").arg(wish.subject), false);
    }
}

} // namespace holdpoint

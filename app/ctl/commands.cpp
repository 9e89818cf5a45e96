// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/command.h"

namespace holdpoint {

namespace {

constexpr const char* kValidateHelp =
    R"(Usage: holdpointctl validate PLAN [--env-file F] [-e KEY=VALUE]... [--time-scale X] [--load-scale X] [--quiet]

Reads a plan and prints every fault as file:line:column: message, and what a run would need of this machine.
Exit: 0 valid, 104 faults, 2 wrong use.

  holdpointctl validate plan.yaml
  holdpointctl validate plan.yaml --env-file .env.load-tests -e BASE_URL=https://api.staging.example.com
)";

constexpr const char* kRunHelp =
    R"(Usage: holdpointctl run PLAN [--test ID]... [--skip ID]... [--failed] [--kind KIND] [--pause TIME] [--when-window-opens]
                        [--env-file F] [-e KEY=VALUE]... [--dossier FILE] [--release NAME@VERSION[+COMMIT]] [--time-scale X] [--load-scale X]
                        [--agents N] [--out DIR] [--quiet] [--yes] [--samples FILE.jtl] [--json-stream FILE|-]
                        [--summary-export FILE] [--prometheus-rw URL]

Runs the plan's tests in order, records everything in the dossier, prints planned and achieved load and every threshold,
and writes the report. A time or load scale other than 1 makes the runs a REHEARSAL.
VUs that exist from the start are connected before the load begins (at most 30 s; unless connections: per_iteration|per_request).
KIND is load (default), retest, baseline (1 VU a scenario, 2 min), dry-run (one iteration of every flow) or breakpoint: 20 % of
the planned load more every 3 min until a threshold breaks, the load is not reached or this machine is the limit; it says what
the service holds and where its knee is, and decides no test.
--test and --skip choose, --failed runs exactly those again whose newest run that counts failed, was inconclusive, aborted or
interrupted (as a retest); --pause is the time between two tests instead of the plan's. Without --release it is the plan's, or
that of --dossier where the plan leaves it open. --when-window-opens waits until
`holdpointctl window ... open` or the console has opened the test window, and starts by itself.
--quiet leaves only the summary; --yes confirms hosts beyond this machine; --agents splits the load over N processes.
For other tools: --samples writes every request as JMeter's lines (JTL), --json-stream as k6's (- is stdout); both never slow
the load, what they cannot write is counted as samples_dropped. --summary-export writes k6's old summary after the run
(several tests: one file each, FILE-test.json), --prometheus-rw sends k6's metric names every second (http://127.0.0.1:9090/api/v1/write).
Exit: 0 passed, or WARNED (a target missed, the critical limit held), 96 inconclusive, 99 failed, 104 plan invalid, 105 stopped
by a person, 108 stopped by a rule, 1 error; also 1 if all passed and a file of requests is cut, such as by a full disk. A reader
that leaves (`| head`) is no fault.
Ctrl-C stops gracefully (the report is still written), twice stops now.

  holdpointctl run plan.yaml --kind dry-run
  holdpointctl run plan.yaml --test search --test pages --release platform@1.8.3+4f2a9c1
  holdpointctl run plan.yaml --time-scale 0.05 --dossier rehearsal.holdpoint
  holdpointctl run plan.yaml --test search --kind breakpoint
  holdpointctl run plan.yaml --failed --pause 30s
)";

constexpr const char* kRehearseHelp =
    R"(Usage: holdpointctl rehearse [--fault NAME=VALUE]... [--test ID]... [--dossier FILE] [--out DIR]
                             [--time-scale X] [--load-scale X] [--quiet]

Starts the embedded staging service on a free port, runs the rehearsal plan against it (dry run, then every test) and writes
the report: the whole story in about two minutes, without a window. A rehearsal can never sign off a release.
Exit, as of run: 0 passed, 99 failed, 96 inconclusive, 105 stopped by a person, 1 it could not be done.

  holdpointctl rehearse
  holdpointctl rehearse --fault overbook=1        # RSVP fails: capacity is not enforced
)";

constexpr const char* kCheckHelp =
    R"(Usage: holdpointctl check PLAN|DOSSIER [--section N]... [--item ID]... [--gate GATE] [--env-file F] [-e KEY=VALUE]...
                          [--dossier FILE] [--release NAME@VERSION] [--json] [--no-sense] [--yes]
       holdpointctl check PLAN --act ITEM [--yes] [--again] [--anyway] [--by NAME] [--role ROLE] ...

Asks everything that a machine can ask (Prometheus, PostgreSQL, Redis, certificates, hosts, files ...), stores what it saw with
its evidence, and shows the checklist, section by section with how many boxes are decided (PASS, FAIL or NA), and all of them by
state below it. A rehearsal's dossier is shown as the rehearsal that it is. --no-sense shows it as it stands; --yes lets the commands that the plan names run. GATE is
go-for-load, results or sign-off.
--act does what an action of the checklist does (seed test data, dry run, baseline, open the test window, report, share), then
looks at it. The command that it runs is shown and asked for before its first run in a plan; --yes says yes beforehand, and is
needed where nobody can be asked. --again posts once more what was posted already.
Exit: 0 all asked for is PASS, NA, OVERRIDDEN or DEFERRED; 99 something FAILs; 96 something is OPEN, UNKNOWN or STALE.

  holdpointctl check plan.yaml --gate go-for-load
  holdpointctl check plan.yaml --section 7 --json
  holdpointctl check platform-1.8.3.holdpoint --no-sense
  holdpointctl check plan.yaml --act data.seeded --by "Mara Lindqvist"
)";

constexpr const char* kReportHelp =
    R"(Usage: holdpointctl report DOSSIER [--out DIR] [--format json,html,pdf,md,junit,csv,k6,jtl,hdr]
       holdpointctl report --schema

Writes the report of a dossier again, at any time. Prints the files. Page 1 decides: verdict, thresholds, exceptions, signatures.
pdf is the same pages as the console's, drawn without a display. For other tools: junit (junit.xml), and for each run csv (every
second and series), k6 (data of handleSummary) and hdr (HdrHistogram log); jtl copies what `run --samples` wrote.
--schema prints the JSON Schema of report.json.

  holdpointctl report platform-1.8.3.holdpoint --out report --format json,html,pdf
  holdpointctl report --schema > report-1.schema.json
)";

constexpr const char* kDossierHelp = R"(Usage: holdpointctl dossier copy FROM TO

Copies a dossier between a file and a PostgreSQL database, or to a second file. A database's dossier is named
postgresql://USER@HOST/DATABASE#NAME; every command takes such a name where it takes a file (--dossier too). Passwords come from
~/.pgpass or PGPASSWORD, never from the name. Every row is copied and compared: the audit log stays the same chain, signatures stay
valid. Nothing is there unless all of it is.

  holdpointctl dossier copy platform-1.8.3.holdpoint 'postgresql://qa@db.example.com/holdpoint#platform-1.8.3'
  holdpointctl verify 'postgresql://qa@db.example.com/holdpoint#platform-1.8.3'
)";

constexpr const char* kAnalyseHelp = R"(Usage: holdpointctl analyse DOSSIER [--json]

Sections 9 to 11 of the checklist: load reached, thresholds by margin, slowest steps with their phases, errors, server resources in
the order in which they saturate, and ranked bottlenecks, each with its evidence, its boxes and what usually mends it. It says so
where there is no evidence, and which rules could not be decided.

  holdpointctl analyse platform-1.8.3.holdpoint
)";

constexpr const char* kOptimiseHelp =
    R"(Usage: holdpointctl optimise DOSSIER [--json]
       holdpointctl optimise DOSSIER add --what TEXT --box ITEM [--why TEXT] [--link COMMIT|URL] [--expect TEXT] [--finding RULE]
                             [--test ID]... [--at TIME] [--by NAME] [--role ROLE]
       holdpointctl optimise DOSSIER remove N [--by NAME] [--role ROLE]

The log of section 12: what was changed, why, by whom, where, and what it should bring. An entry confirms its box. The list shows each
test before and after it, from the newest conclusive run before and the retest since: differences with 95 % intervals. Without
--test it concerns every test. The log lies in the audit log; remove takes an entry back and leaves it there.

  holdpointctl optimise d.holdpoint add --what "index on events.starts_at" --box optimize.db.indexes --finding I1 \
      --link 4f2a9c1 --expect "p95 of search below 1 s" --test search --by "A. Rao" --role tech-lead
  holdpointctl run plan.yaml --dossier d.holdpoint --failed
  holdpointctl optimise d.holdpoint
)";

constexpr const char* kAfterHelp =
    R"(Usage: holdpointctl after DOSSIER
       holdpointctl after DOSSIER released --at TIME
       holdpointctl after DOSSIER predict --peak N [--hours N,N,... (24, by the hour in UTC)]
       holdpointctl after DOSSIER look [--env-file F] [-e KEY=VALUE]...
       holdpointctl after DOSSIER lesson TEXT
       holdpointctl after DOSSIER due ITEM --date DATE
       holdpointctl after DOSSIER schedule [--day 1..28] [--at HH:MM] [--cron] [--plan FILE] [--env-file F]
       ... [--by NAME] [--role ROLE]

Sections 18 to 20: predicted and actual traffic, tasks with their dates, lessons, proposals for new targets, the next regression run.
look reads hourly traffic, p95 and errors from the production Prometheus (monitoring: {production: {prometheus: {url}}}), read only.
schedule writes a systemd timer of this user (or, with --cron, a line of the crontab) that calls `holdpointctl run` every month, into
a dossier of its own; day and time are this machine's. The timer knows the variables of --env-file alone.

  holdpointctl after d.holdpoint released --at 2026-01-06T08:00:00Z --by "T. Wren" --role devops
  holdpointctl after d.holdpoint predict --peak 2400
  holdpointctl after d.holdpoint look
  holdpointctl after d.holdpoint schedule --day 2 --at 06:00
)";

constexpr const char* kCompareHelp = R"(Usage: holdpointctl compare DOSSIER RUN-A|baseline RUN-B [--of DOSSIER] [--json]

Compares two runs of a dossier, figure by figure: p50, p95, p99 of every latency, rates, shares of errors; by step where the run
kept it. Each difference (B against A) comes with its 95 % interval (a bootstrap over blocks of seconds) and the noise, half that
interval: what two runs of the same system differ by. better or worse: the interval is off zero and the difference at least 2 %;
same: no difference beyond the noise; unknown: too few samples, or too much noise to tell. Other tests, plan texts, scales and
limited generators are said first. Rates are over the planned time of each run, as the run itself prints them.
--of takes RUN-A from another dossier, an earlier release's for example; baseline is the newest baseline run of RUN-B's test.
Exit: 0 compared, 1 the dossier or a run cannot be used, 2 wrong use.

  holdpointctl runs platform-1.8.3.holdpoint
  holdpointctl compare platform-1.8.3.holdpoint 3 7
  holdpointctl compare platform-1.8.3.holdpoint 3 7 --json
  holdpointctl compare platform-1.8.3.holdpoint 4 7 --of platform-1.8.2.holdpoint
  holdpointctl compare platform-1.8.3.holdpoint baseline 7
)";

constexpr const char* kVerifyHelp =
    R"(Usage: holdpointctl verify DOSSIER|REPORT-DIR [--allowed-signers FILE [--revoked-keys FILE]]

Recomputes the audit chain, every hash and, in a dossier, every verdict from the frames; proves every signature with ssh-keygen, and
names the first bad place. Keys are looked up in the lists that lie with the record, of a dossier also in the plan's list of revoked
keys of today; --allowed-signers takes a list of your own, which is the better proof. VERIFY.txt in a report folder, written once its record is frozen for signing, says how to do it without Holdpoint.
Exit: 0 valid, 99 broken (also a report folder whose files are missing or damaged), 1 not a dossier or report, 2 wrong use.

  holdpointctl verify platform-1.8.3.holdpoint
  holdpointctl verify platform-1.8.3-report --allowed-signers ~/release/allowed_signers
)";

constexpr const char* kInitHelp = R"(Usage: holdpointctl init [DIR] [--rehearsal]

Writes plan.yaml and its data files into DIR (default: here), ready to be edited. --rehearsal takes the short plan.

  holdpointctl init load-tests
)";

constexpr const char* kRunsHelp = R"(Usage: holdpointctl runs DOSSIER
       holdpointctl runs DOSSIER exclude N --reason TEXT [--by NAME] [--role ROLE]
       holdpointctl runs DOSSIER include N [--reason TEXT] [--by NAME] [--role ROLE]

Lists every run: test, kind, outcome, why it ended, whether it counts. exclude declares a run as not counting: it stays in the
record and in the report, with the reason, and the verdict of its test follows from the run before it. include takes that back.

  holdpointctl runs platform-1.8.3.holdpoint
  holdpointctl runs platform-1.8.3.holdpoint exclude 7 --reason "a backup ran meanwhile" --by "Mara Lindqvist" --role qa
)";

constexpr const char* kMarkHelp = R"(Usage: holdpointctl mark DOSSIER NOTE [--run N] [--at TIME] [--by NAME] [--role ROLE]
                         [--env-file F] [-e KEY=VALUE]...

Marks this moment of the run under way with a note: in the audit log, in the report, as a line in the charts, and as an annotation
where the plan names a Grafana. --run and --at (2026-01-05T10:04:41Z) mark a moment of an ended run, which must lie in it.

  holdpointctl mark platform-1.8.3.holdpoint "two pods added" --by "T. Wren" --role devops
)";

constexpr const char* kItemHelp = R"(Usage: holdpointctl item DOSSIER ID confirm|override|defer|reopen|note|attach
                         [--to GATE] [--file F] [--reason TEXT] [--by NAME] [--role ROLE]

What a person does to a checklist item. An override needs a reason and a role (qa, devops, tech-lead, product-manager);
what machines and runs decide cannot be confirmed by hand. --by defaults to the user of this machine.

  holdpointctl item d.holdpoint preflight.no-other-load confirm --by "Mara Lindqvist" --role qa
  holdpointctl item d.holdpoint env.same-redis-config override --reason "same from 1.9 on" --by "A. Rao" --role tech-lead
  holdpointctl item d.holdpoint final.runbooks attach --file runbook.pdf
)";

constexpr const char* kGateHelp =
    R"(Usage: holdpointctl gate DOSSIER go-for-load|results|sign-off [go|no-go] [--reason TEXT] [--by NAME] [--role ROLE]
                         [--env-file F] [-e KEY=VALUE]... [--no-sense] [--yes] [--json]

Asks everything that a machine can ask about the gate's items once more, waits for probes too, and shows what blocks, by cause:
a source that is down once, with the items that wait for it. With go or no-go it then decides; go is refused while an item
blocks, no-go needs --reason. --no-sense takes the findings as they stand (not with go); --yes lets the commands that the plan names run.
Secrets are in no dossier: those that the plan names come from its env file, --env-file, -e or the environment.
--json prints gate, decision, causes, what blocks and the sources (schema holdpoint-gate/1).
Exit without a decision: 0 nothing blocks, 99 something FAILs, 96 something is OPEN, UNKNOWN, STALE or due.

  holdpointctl gate d.holdpoint go-for-load
  holdpointctl gate d.holdpoint results --json
  holdpointctl gate d.holdpoint go-for-load go --by "Mara Lindqvist" --role qa
  holdpointctl gate d.holdpoint results no-go --reason "p95 of search over its limit" --by "A. Rao" --role tech-lead
)";

constexpr const char* kWindowHelp =
    R"(Usage: holdpointctl window DOSSIER open [--for 90m] [--anyway] [--by NAME] [--role ROLE] [--env-file F] [-e KEY=VALUE]...
       holdpointctl window DOSSIER close [--anyway] ...
       holdpointctl window DOSSIER status [--json]
       holdpointctl window DOSSIER settle STEP there|again|leave-out [--reason TEXT] ...

Opens the test window and announces it wherever the plan says: the load lock, Alertmanager (silence), Grafana (region), PagerDuty
(change event) and Slack; lists who is on call. close undoes or completes each, and asks the service whether it is so. Without
--for it lasts as long as the plan's `window: {duration}` or its tests, pauses and baselines need.
Every step is written down before it is sent. After a failure or a crash repeat open or close: nothing is sent twice. --anyway
leaves out what failed. Where a service cannot be asked, the step is `unknown` and a person looks and settles it.
--json prints the window and its steps, also after open, close and settle (schema holdpoint-window/1).
Exit: 0 all is done, 99 a step failed, 96 a step is unknown or the window waits for its end, 1 refused, 2 wrong use.

  holdpointctl window d.holdpoint open --for 90m --by "Mara Lindqvist" --role qa
  holdpointctl window d.holdpoint settle slack there --by "Mara Lindqvist"
  holdpointctl window d.holdpoint close
  holdpointctl window d.holdpoint status --json
)";

constexpr const char* kFormHelp =
    R"(Usage: holdpointctl form DOSSIER [FIELD=VALUE...] [--computed] [--note TEXT] [--by NAME] [--role ROLE]
                         [--json]

Fills the blanks of section 15. A computed value stays beside a typed one. Without FIELD=VALUE it lists the fields with what the
runs say, whether it was measured, is a default or was edited, and the scalability law of the newest breakpoint run.
--computed stores what was measured in every empty field; a default stays a default until a person enters it. FIELD= takes a
value away.
--json prints all fields, also after storing (schema holdpoint-form/1).

  holdpointctl form d.holdpoint
  holdpointctl form d.holdpoint --json
  holdpointctl form d.holdpoint blank.headroom="25 %" --by "T. Wren" --role devops
  holdpointctl form d.holdpoint capacity.cost="1,200 EUR a month" --by "T. Wren" --role devops
)";

constexpr const char* kImportHelp = R"(Usage: holdpointctl import har|openapi|postman|curl FILE [-o OUT] [--host HOST]...
       holdpointctl import k6 FOLDER|SCRIPT|SHELL-SCRIPT [-o OUT]
       holdpointctl import markdown FILE [-o OUT] [--gate GATE]

Makes a plan of what others wrote down: a browser's recording (HAR 1.2), an OpenAPI 3 document (JSON or YAML), a Postman
collection (2.1) or curl command lines. FILE is - for standard input; without -o the plan goes to stdout.
Only the first-party host is loaded; --host takes over another. Cookies, tokens and passwords are never written: each becomes
a variable to set. What could not be taken over is said, and stands in the plan's head.
markdown makes a checklist of a task list: headings are sections, boxes are items that hold GATE (default sign-off), a box with
boxes below it follows from them. All else stays in the document, which the report gives back byte for byte with its boxes ticked.
Exit: 0 done, 1 the file cannot be used, 2 wrong use.

  holdpointctl import har checkout.har -o plan.yaml
  holdpointctl import openapi api.yaml --host auth.staging.example.com > plan.yaml
  echo "curl https://staging.example.com/api/events" | holdpointctl import curl -
  holdpointctl import k6 scripts/run-all-tests.sh -o load-tests/plan.yaml
  holdpointctl import markdown docs/release-checklist.md -o load-tests/checklist.yaml
)";

constexpr const char* kSignHelp =
    R"(Usage: holdpointctl sign DOSSIER --role ROLE --name "Full Name" (--key FILE|agent[:SHA256:...] | --unverified [--reason TEXT]) [--yes]
       holdpointctl sign DOSSIER request  --role ROLE --name "Full Name" [--out DIR] [--yes]
       holdpointctl sign DIR --key FILE
       holdpointctl sign DOSSIER import DIR [--yes]
       holdpointctl sign DOSSIER withdraw|refuse --role ROLE --name "Full Name" [--reason TEXT]
       holdpointctl sign DOSSIER ask --role ROLE --name "Your Name" [--slack]
       holdpointctl sign DOSSIER

Signs the frozen record for a role (qa, devops, tech-lead, product-manager) with an SSH key: a file, or one of the agent, also a
security key (touch it when told). Before, the sensed items of the Sign-off gate are asked again, all hashes recomputed and all
verdicts derived again from the frames; what differs refuses. Where an item of the gate is asked by a command of the plan, or by a test
alert, --yes lets it; without it nothing is asked and nothing signed. The key must stand in the plan's `signoff: {allowed_signers: FILE}`.
A passphrase is asked for on the terminal, without one by the program of SSH_ASKPASS. Four different people sign.
request writes what another machine needs (also without Holdpoint), import takes what was signed there. ask prints the text of a
mail, or posts it with --slack. --unverified records a typed name, which never counts. withdraw takes one's own signature or refusal
back, with --reason also another person's of that role. Without a role it shows the four, and what changed since the freeze.
Exit: 0 done, 1 refused, 2 wrong use.

  holdpointctl sign d.holdpoint --role qa --name "Mara Lindqvist" --key ~/.ssh/id_ed25519
  holdpointctl sign d.holdpoint --role devops --name "Tomasz Wren" --key agent
  holdpointctl sign d.holdpoint request --role product-manager --name "Jonas Feld" --out for-jonas
  holdpointctl sign d.holdpoint refuse --role tech-lead --name "A. Rao" --reason "search is too slow"
)";

constexpr const char* kStagingHelp =
    R"(Usage: holdpointctl staging [--port 8080] [--fault NAME=VALUE]... [--tls] [--otlp URL] [--exit-with-parent]

The embedded staging service, on loopback only: the platform of the checklist, to rehearse and test against. --port 0 takes a
free port. Faults: latency=40ms or lognormal:40ms:1.5, stall=5s@30s, errors=2%, reset=1%, slow-body=1%, overbook=1,
duplicate-webhooks=3%, lose-webhooks=1%, rtc-drop=2%, rtc-reorder=1%, leak=1MB/s, pool=10, cert=expired (with --tls).
PUT /_staging/faults sets what it names and leaves the rest; null clears a fault.

  holdpointctl staging
  holdpointctl staging --port 0 --fault errors=2% --fault latency=lognormal:40ms:1.5
  curl -X PUT -d '{"overbook":"1"}' http://127.0.0.1:8080/_staging/faults
  curl -X PUT -d '{"overbook":null}' http://127.0.0.1:8080/_staging/faults
)";

constexpr const char* kAgentHelp = R"(Usage: holdpointctl agent

Generates one shard of a run's load. Started by `holdpointctl run` and the console, which speak JSON lines with it over stdin
and stdout; when stdin ends, the load stops within 3 s.

  holdpointctl run plan.yaml --agents 2      # starts two of them
)";

} // namespace

const std::vector<Command>& commands()
{
    static const std::vector<Command> kCommands{
        {"rehearse", "the whole story in two minutes, against the built-in staging service", kRehearseHelp, runRehearse},
        {"init", "write a plan to start from", kInitHelp, runInit},
        {"import", "make a plan of a HAR, OpenAPI, Postman or curl file or of k6 scripts, a checklist of Markdown", kImportHelp,
         runImport},
        {"validate", "read a plan, print every fault", kValidateHelp, runValidate},
        {"run", "run a plan's tests, record, judge, report", kRunHelp, runRun},
        {"check", "show the checklist, or what a gate waits for", kCheckHelp, runCheck},
        {"item", "confirm, override, defer, reopen, note or attach", kItemHelp, runItem},
        {"gate", "show what blocks a gate, decide go or no-go", kGateHelp, runGate},
        {"window", "open, close and settle the test window", kWindowHelp, runWindow},
        {"form", "fill in the blanks of the checklist", kFormHelp, runForm},
        {"runs", "list the runs of a dossier, declare one as not counting", kRunsHelp, runRuns},
        {"mark", "mark a moment of a run with a note", kMarkHelp, runMark},
        {"analyse", "what the runs showed, and what to look at", kAnalyseHelp, runAnalyse},
        {"optimise", "log what was changed, show before and after", kOptimiseHelp, runOptimise},
        {"after", "after the release: traffic, tasks, lessons, monthly runs", kAfterHelp, runAfter},
        {"compare", "compare two runs, with confidence intervals", kCompareHelp, runCompare},
        {"report", "write the report of a dossier", kReportHelp, runReport},
        {"dossier", "copy a dossier between a file and PostgreSQL", kDossierHelp, runDossier},
        {"sign", "sign for a role with an SSH key, or ask, refuse, withdraw", kSignHelp, runSign},
        {"verify", "check that nothing was changed afterwards", kVerifyHelp, runVerify},
        {"staging", "the embedded staging service", kStagingHelp, runStaging},
        {"agent", "generates load (started by others)", kAgentHelp, runAgentCommand},
    };
    return kCommands;
}

} // namespace holdpoint

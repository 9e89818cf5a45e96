// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace holdpoint {

/// Every kind of item, with and without ttl, killer, source, lines below, dependencies and conditions.
inline constexpr const char* kEveryKind = R"(holdpoint-checklist: 1
id: every-kind
version: "1"
title: Every kind
sections:
  - number: "1"
    title: Before the load
    items:
      - {id: sensed.fresh, text: A, kind: sensed, sensor: http, facts: {value: {http: /}}, pass: value == 200 code, ttl: 10m, gate: go-for-load}
      - {id: sensed.killer, text: B, kind: sensed, sensor: http, facts: {value: {http: /}}, pass: value == 200 code, ttl: 60s, gate: go-for-load, killer: true}
      - {id: sensed.lasting, text: C, kind: sensed, sensor: http, facts: {value: {http: /}}, pass: value == 200 code, ttl: release, gate: go-for-load}
      - {id: hybrid.short, text: D, kind: hybrid, sensor: http, facts: {value: {http: /}}, pass: value == 200 code and confirmed == true bool, ttl: 10m, gate: go-for-load}
      - {id: hybrid.killer, text: E, kind: hybrid, sensor: http, facts: {value: {http: /}}, pass: value == 200 code and confirmed == true bool, gate: go-for-load, killer: true}
      - {id: manual.plain, text: F, kind: manual, gate: go-for-load}
      - {id: manual.short, text: G, kind: manual, ttl: 10m, gate: go-for-load}
      - {id: manual.killer, text: H, kind: manual, gate: go-for-load, killer: true}
      - {id: group, text: I, kind: rollup, gate: go-for-load}
      - {id: group.one, parent: group, text: J, kind: manual, ttl: 1h, gate: go-for-load}
      - {id: group.two, parent: group, text: K, kind: sensed, sensor: http, facts: {value: {http: /}}, pass: value == 200 code, ttl: 1h, gate: go-for-load}
      - {id: group.nested, parent: group, text: L, kind: rollup, gate: go-for-load}
      - {id: group.nested.one, parent: group.nested, text: M, kind: manual, gate: go-for-load}
      - {id: group.nested.tls, parent: group.nested, text: N, kind: sensed, sensor: tls, facts: {value: {tls: plan}}, pass: value >= 7 days, condition: plan.has_tls, gate: go-for-load}
      - {id: action, text: O, kind: action, sensor: command, gate: go-for-load}
      - {id: action.users, parent: action, text: P, kind: sensed, sensor: sql, facts: {value: {sql: SELECT 1}}, pass: value >= 1 count, ttl: 1h, gate: go-for-load}
      - {id: rests, text: Q, kind: sensed, sensor: http, facts: {value: {http: /}}, pass: value == 200 code, depends: [group, manual.plain], gate: go-for-load}
      - {id: rests.hybrid, text: R, kind: hybrid, sensor: http, facts: {value: {http: /}}, pass: value == 200 code, depends: [sensed.fresh, manual.short], gate: go-for-load}
      - {id: group.killer, text: QA, kind: rollup, killer: true, gate: go-for-load}
      - {id: group.killer.one, parent: group.killer, text: QB, kind: manual, gate: go-for-load}
      - {id: rests.killer, text: QC, kind: sensed, sensor: http, facts: {value: {http: /}}, pass: value == 200 code, depends: [manual.plain], killer: true, gate: go-for-load}
      - {id: note, text: S, kind: text}
  - number: "2"
    title: The load
    items:
      - {id: test.search, text: T, kind: rollup, sensor: run, run: {test: search}, condition: plan.has_test(search), gate: results}
      - {id: test.search.p95, parent: test.search, text: U, kind: sensed, sensor: run, run: {test: search, facts: [{metric: 'http_req_duration{name:search}', expect: 'p(95)<1200', show: ms}]}, gate: results}
      - {id: test.search.errors, parent: test.search, text: V, kind: sensed, sensor: run, run: {test: search, facts: [{metric: http_req_failed, expect: 'rate<0.001', show: percent}]}, gate: results, killer: true}
      - {id: alarm.errors, text: W, kind: alarm, sensor: run, run: {alarm: 'error-rate*'}, gate: results}
      - {id: all.passed, text: X, kind: sensed, sensor: run, run: {rule: all-tests-passed}, depends: ["section:1"], gate: results}
      - {id: reviewed, text: Y, kind: hybrid, sensor: run, run: {rule: summaries}, gate: results}
      - {id: after.fail, text: Z, kind: manual, condition: any_test_failed, ttl: 1h, gate: results}
      - {id: after.fail.killer, text: AA, kind: manual, condition: any_test_failed, gate: results, killer: true}
      - {id: optimized, text: AB, kind: sensed, sensor: run, run: {rule: retest-all-pass}, condition: optimizations_applied, gate: results}
  - number: "12"
    title: Optimisations
    items:
      - {id: optimize.index, text: AC, kind: manual, condition: any_test_failed, gate: results}
  - number: "3"
    title: Release
    items:
      - {id: form.limit, text: "Headroom: ____%", kind: form, pass: value >= 20 %, form: {blanks: 1}, box: false, gate: sign-off}
      - {id: form.all, text: AD, kind: form, depends: [form.limit], gate: sign-off}
      - {id: form.cost, text: AE, kind: form, gate: sign-off}
      - {id: final, text: AF, kind: rollup, depends: [all.passed, reviewed], gate: sign-off}
      - {id: final.metrics, text: AG, kind: sensed, sensor: run, run: {rule: final-metrics}, depends: [group, manual.plain], gate: sign-off}
      - {id: final.free, text: AH, kind: manual, gate: sign-off}
      - {id: certify, text: AI, kind: rollup, box: false, depends: ["gate:results"]}
      - {id: signature.qa, text: AJ, kind: form, box: false, gate: sign-off}
      - {id: live.manual, text: AK, kind: manual, gate: after-release}
)";

/// What `import markdown` makes: manual boxes and their roll-ups, all at one gate.
inline constexpr const char* kTaskList = R"(# Release

## Before
- [ ] Backups tested
- [ ] Rollback
  - [ ] written
  - [ ] rehearsed
    1. [ ] with data
- [x] Announced

## After
* [ ] Thank everybody
)";

} // namespace holdpoint

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>ConnectionsPage</name>
    <message>
        <source>The plan was saved but not taken</source>
        <translation>Der Plan ist gespeichert, aber nicht übernommen</translation>
    </message>
    <message>
        <source>not saved: %1</source>
        <translation>nicht gespeichert: %1</translation>
    </message>
</context>
<context>
    <name>ExportChecklist</name>
    <message>
        <source>Export checklist</source>
        <translation>Prüfliste exportieren</translation>
    </message>
    <message>
        <source>Markdown (*.md)</source>
        <translation>Markdown (*.md)</translation>
    </message>
    <message>
        <source>Exported to %1</source>
        <translation>Exportiert nach %1</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>Ctrl</source>
        <translation>Strg</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>Umschalt</translation>
    </message>
    <message>
        <source>Alt</source>
        <translation>Alt</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Leertaste</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Entf</translation>
    </message>
    <message>
        <source>Ins</source>
        <translation>Einfg</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Links</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Rechts</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>Auf</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>Ab</translation>
    </message>
    <message>
        <source>PgUp</source>
        <translation>Bild auf</translation>
    </message>
    <message>
        <source>PgDn</source>
        <translation>Bild ab</translation>
    </message>
</context>
<context>
    <name>PlanForm</name>
    <message>
        <source>The plan was saved but not taken</source>
        <translation>Der Plan ist gespeichert, aber nicht übernommen</translation>
    </message>
</context>
<context>
    <name>PlanView</name>
    <message>
        <source>The plan was not taken</source>
        <translation>Der Plan wurde nicht übernommen</translation>
    </message>
</context>
<context>
    <name>holdpoint</name>
    <message>
        <source>%1 off scale</source>
        <translation>%1 außerhalb der Skala</translation>
    </message>
    <message>
        <source>no data</source>
        <translation>keine Daten</translation>
    </message>
    <message>
        <source>%1 from %2</source>
        <translation>%1 ab %2</translation>
    </message>
    <message numerus="yes">
        <source>%n gap(s), %1 s together</source>
        <translation>
            <numerusform>%n Lücke von %1 s</numerusform>
            <numerusform>%n Lücken, zusammen %1 s</numerusform>
        </translation>
    </message>
    <message>
        <source>Show the selection	Enter</source>
        <translation>Auswahl zeigen	Enter</translation>
    </message>
    <message>
        <source>Show the whole run	0</source>
        <translation>Ganzen Lauf zeigen	0</translation>
    </message>
    <message>
        <source>Copy as picture</source>
        <translation>Als Bild kopieren</translation>
    </message>
    <message>
        <source>Copy values as CSV</source>
        <translation>Werte als CSV kopieren</translation>
    </message>
    <message>
        <source>Show as table…</source>
        <translation>Als Tabelle zeigen…</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>Skip them</source>
        <translation>Auslassen</translation>
    </message>
    <message numerus="yes">
        <source>%n item(s)</source>
        <translation>
            <numerusform>%n Punkt</numerusform>
            <numerusform>%n Punkte</numerusform>
        </translation>
    </message>
    <message>
        <source>blocked by %1: %2 (%3)</source>
        <translation>blockiert durch %1: %2 (%3)</translation>
    </message>
    <message>
        <source>, was deferred to this gate</source>
        <translation>, wurde auf diese Freigabe vertagt</translation>
    </message>
    <message>
        <source>and %1 more, in the checklist</source>
        <translation>und %1 weitere, in der Prüfliste</translation>
    </message>
    <message>
        <source>Find the host</source>
        <translation>Host finden</translation>
    </message>
    <message>
        <source>Allowed by the plan</source>
        <translation>Vom Plan erlaubt</translation>
    </message>
    <message>
        <source>Open a connection</source>
        <translation>Verbindung öffnen</translation>
    </message>
    <message>
        <source>Agree on TLS</source>
        <translation>TLS aushandeln</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Ask one question</source>
        <translation>Eine Frage stellen</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Planned</source>
        <translation>Geplant</translation>
    </message>
    <message>
        <source>Achieved</source>
        <translation>Erreicht</translation>
    </message>
    <message>
        <source>Ratio</source>
        <translation>Anteil</translation>
    </message>
    <message>
        <source>Lag p99</source>
        <translation>Verzug p99</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>Last</translation>
    </message>
    <message>
        <source>REACHED</source>
        <translation>ERREICHT</translation>
    </message>
    <message>
        <source>LOAD MISSED</source>
        <translation>LAST VERFEHLT</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>Regel</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Critical</source>
        <translation>Kritisch</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>Gemessen</translation>
    </message>
    <message>
        <source>Margin</source>
        <translation>Abstand</translation>
    </message>
    <message>
        <source>n</source>
        <translation>n</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>release</source>
        <translation>Release</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Of target</source>
        <translation>Vom Ziel</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>NOT MEASURED</source>
        <translation>UNGEMESSEN</translation>
    </message>
    <message>
        <source>MET</source>
        <translation>ERFÜLLT</translation>
    </message>
    <message>
        <source>REHEARSAL</source>
        <translation>PROBE</translation>
    </message>
    <message>
        <source>NOT MET</source>
        <translation>VERFEHLT</translation>
    </message>
    <message>
        <source>Item</source>
        <translation>Prüfpunkt</translation>
    </message>
    <message>
        <source>Value seen</source>
        <translation>Gesehener Wert</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Wer</translation>
    </message>
    <message numerus="yes">
        <source>%n test(s)</source>
        <translation>
            <numerusform>%n Test</numerusform>
            <numerusform>%n Tests</numerusform>
        </translation>
    </message>
    <message>
        <source>Response</source>
        <translation>Maßnahme</translation>
    </message>
    <message>
        <source>Response: %1</source>
        <translation>Maßnahme: %1</translation>
    </message>
    <message>
        <source>Firing for %1.</source>
        <translation>Aktiv seit %1.</translation>
    </message>
    <message>
        <source>Response time</source>
        <translation>Antwortzeit</translation>
    </message>
    <message>
        <source>Requests per second</source>
        <translation>Anfragen pro Sekunde</translation>
    </message>
    <message>
        <source>Errors by class</source>
        <translation>Fehler nach Art</translation>
    </message>
    <message>
        <source>Virtual users</source>
        <translation>Virtuelle Nutzer</translation>
    </message>
    <message>
        <source>Latency heat map</source>
        <translation>Latenz-Heatmap</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Load generator</source>
        <translation>Lastgenerator</translation>
    </message>
    <message>
        <source>Failed checks</source>
        <translation>Fehlgeschlagene Checks</translation>
    </message>
    <message>
        <source>Bytes per second</source>
        <translation>Bytes pro Sekunde</translation>
    </message>
    <message>
        <source>RTC delivery</source>
        <translation>RTC-Zustellung</translation>
    </message>
    <message>
        <source>RTC drop</source>
        <translation>RTC-Verlust</translation>
    </message>
    <message>
        <source>RTC message latency</source>
        <translation>RTC-Nachrichtenlatenz</translation>
    </message>
    <message>
        <source>Webhooks per second</source>
        <translation>Webhooks pro Sekunde</translation>
    </message>
    <message>
        <source>Page LCP</source>
        <translation>Seiten-LCP</translation>
    </message>
    <message>
        <source>Log lines</source>
        <translation>Logzeilen</translation>
    </message>
    <message>
        <source>% of requests, 10 s</source>
        <translation>% der Anfragen, 10 s</translation>
    </message>
    <message>
        <source>%1 none</source>
        <translation>%1 keine</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>no value of %1 for %2 s</source>
        <translation>kein Wert von %1 für %2 s</translation>
    </message>
    <message>
        <source>%1 s under target</source>
        <translation>%1 s unter Ziel</translation>
    </message>
    <message>
        <source>%1 s over target</source>
        <translation>%1 s über Ziel</translation>
    </message>
    <message>
        <source>over the target</source>
        <translation>über dem Ziel</translation>
    </message>
    <message>
        <source>%1 s under critical</source>
        <translation>%1 s unter kritisch</translation>
    </message>
    <message>
        <source>%1 s over critical</source>
        <translation>%1 s über kritisch</translation>
    </message>
    <message>
        <source>No Prometheus connected. Name it in the plan&apos;s monitoring, then its queries show here.</source>
        <translation>Prometheus nicht verbunden. In der Überwachung des Plans nennen, dann erscheinen seine Abfragen hier.</translation>
    </message>
    <message>
        <source>worst host, %</source>
        <translation>schlechtester Host, %</translation>
    </message>
    <message>
        <source>alarm %1</source>
        <translation>Alarm %1</translation>
    </message>
    <message>
        <source>a second, of the application</source>
        <translation>pro Sekunde, der Anwendung</translation>
    </message>
    <message>
        <source>The plan names no log (a `log` sensor of its checklist), or nothing was read yet.</source>
        <translation>Der Plan nennt kein Log (ein `log`-Sensor seiner Prüfliste), oder es wurde noch nichts gelesen.</translation>
    </message>
    <message>
        <source>warnings</source>
        <translation>Warnungen</translation>
    </message>
    <message>
        <source>errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>% of checks</source>
        <translation>% der Checks</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>of all agents</source>
        <translation>aller Agenten</translation>
    </message>
    <message>
        <source>out</source>
        <translation>gesendet</translation>
    </message>
    <message>
        <source>in</source>
        <translation>empfangen</translation>
    </message>
    <message>
        <source>% of messages</source>
        <translation>% der Nachrichten</translation>
    </message>
    <message>
        <source>ms</source>
        <translation>ms</translation>
    </message>
    <message>
        <source>sent, and events that are not repeats</source>
        <translation>gesendet, und Ereignisse ohne Wiederholungen</translation>
    </message>
    <message>
        <source>distinct</source>
        <translation>verschieden</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>gesendet</translation>
    </message>
    <message>
        <source>ms, largest contentful paint</source>
        <translation>ms, largest contentful paint</translation>
    </message>
    <message>
        <source>No page visit yet.</source>
        <translation>Noch kein Seitenbesuch.</translation>
    </message>
    <message>
        <source>run %1, %2, %3</source>
        <translation>Lauf %1, %2, %3</translation>
    </message>
    <message>
        <source>target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>accept</source>
        <translation>annehmbar</translation>
    </message>
    <message>
        <source>critical</source>
        <translation>kritisch</translation>
    </message>
    <message>
        <source>generator limited: do not trust</source>
        <translation>Generator am Limit: nicht vertrauen</translation>
    </message>
    <message>
        <source>generator limited %1 s</source>
        <translation>Generator am Limit %1 s</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>no frame of the agent for %1 s</source>
        <translation>kein Frame des Agenten für %1 s</translation>
    </message>
    <message>
        <source>dotted: %1</source>
        <translation>gepunktet: %1</translation>
    </message>
    <message>
        <source>crit %1</source>
        <translation>krit. %1</translation>
    </message>
    <message>
        <source>tgt %1</source>
        <translation>Ziel %1</translation>
    </message>
    <message>
        <source>, target %1 exceeded by %2 %</source>
        <translation>, Ziel %1 um %2 % verfehlt</translation>
    </message>
    <message>
        <source>, target %1 met with %2 % to spare</source>
        <translation>, Ziel %1 mit %2 % Reserve erfüllt</translation>
    </message>
    <message>
        <source>No samples yet</source>
        <translation>Noch keine Messwerte</translation>
    </message>
    <message>
        <source>No samples yet: %1 of %2 VUs started</source>
        <translation>Noch keine Messwerte: %1 von %2 VUs gestartet</translation>
    </message>
    <message>
        <source>Response time, %1</source>
        <translation>Antwortzeit, %1</translation>
    </message>
    <message>
        <source> from intended start</source>
        <translation> ab geplantem Start</translation>
    </message>
    <message>
        <source>thin: from intended start</source>
        <translation>dünn: ab geplantem Start</translation>
    </message>
    <message>
        <source>Messages sent per second</source>
        <translation>Gesendete Nachrichten pro Sekunde</translation>
    </message>
    <message>
        <source>planned and achieved</source>
        <translation>geplant und erreicht</translation>
    </message>
    <message>
        <source>the plan sets no rate</source>
        <translation>der Plan setzt keine Rate</translation>
    </message>
    <message>
        <source>plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>achieved</source>
        <translation>erreicht</translation>
    </message>
    <message>
        <source>%1 at most</source>
        <translation>höchstens %1</translation>
    </message>
    <message>
        <source>actual</source>
        <translation>tatsächlich</translation>
    </message>
    <message>
        <source>busiest thread, %</source>
        <translation>meistbeschäftigter Thread, %</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>busy</source>
        <translation>beschäftigt</translation>
    </message>
    <message>
        <source>limited from %1</source>
        <translation>am Limit ab %1</translation>
    </message>
    <message>
        <source>whole test, n = %1</source>
        <translation>ganzer Test, n = %1</translation>
    </message>
    <message>
        <source>n = %1</source>
        <translation>n = %1</translation>
    </message>
    <message>
        <source>Latency %1</source>
        <translation>Latenz %1</translation>
    </message>
    <message>
        <source>no samples</source>
        <translation>keine Messwerte</translation>
    </message>
    <message>
        <source>no target</source>
        <translation>kein Ziel</translation>
    </message>
    <message>
        <source>target %1</source>
        <translation>Ziel %1</translation>
    </message>
    <message>
        <source>Error rate</source>
        <translation>Fehlerrate</translation>
    </message>
    <message>
        <source>last 10 s</source>
        <translation>letzte 10 s</translation>
    </message>
    <message>
        <source>target %1&#xa0;%</source>
        <translation>Ziel&#xa0;%1&#xa0;%</translation>
    </message>
    <message>
        <source>planned %1</source>
        <translation>geplant %1</translation>
    </message>
    <message>
        <source>Messages sent</source>
        <translation>Gesendete Nachrichten</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>no planned rate</source>
        <translation>keine geplante Rate</translation>
    </message>
    <message>
        <source>%1, mean of the last 10 s</source>
        <translation>%1, Mittel der letzten 10 s</translation>
    </message>
    <message>
        <source>at most, whole test</source>
        <translation>höchstens, ganzer Test</translation>
    </message>
    <message>
        <source>at most</source>
        <translation>höchstens</translation>
    </message>
    <message>
        <source>not started</source>
        <translation>nicht gestartet</translation>
    </message>
    <message>
        <source>no Prometheus</source>
        <translation>kein Prometheus</translation>
    </message>
    <message>
        <source>%1 of Prometheus, %2</source>
        <translation>%1 aus Prometheus, %2</translation>
    </message>
    <message>
        <source>worst of the whole test</source>
        <translation>schlechtester Wert des ganzen Tests</translation>
    </message>
    <message>
        <source>newest value</source>
        <translation>neuester Wert</translation>
    </message>
    <message>
        <source>worst of the test</source>
        <translation>schlechtester des Tests</translation>
    </message>
    <message>
        <source>worst</source>
        <translation>schlechtester</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>DB pool</source>
        <translation>DB-Pool</translation>
    </message>
    <message>
        <source>Cache hits</source>
        <translation>Cache-Treffer</translation>
    </message>
    <message>
        <source>no run yet</source>
        <translation>noch kein Lauf</translation>
    </message>
    <message>
        <source>Latency p95</source>
        <translation>Latenz p95</translation>
    </message>
    <message>
        <source>mem</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>pool</source>
        <translation>Pool</translation>
    </message>
    <message>
        <source>cache</source>
        <translation>Cache</translation>
    </message>
    <message>
        <source>no Prometheus connected</source>
        <translation>Prometheus nicht verbunden</translation>
    </message>
    <message>
        <source>no query in the plan</source>
        <translation>keine Abfrage im Plan</translation>
    </message>
    <message>
        <source>not asked yet</source>
        <translation>noch nicht gefragt</translation>
    </message>
    <message>
        <source>no value from Prometheus</source>
        <translation>kein Wert von Prometheus</translation>
    </message>
    <message>
        <source>RUNNING</source>
        <translation>LÄUFT</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>run %1, %2%3</source>
        <translation>Lauf %1, %2%3</translation>
    </message>
    <message>
        <source>not run yet, %1 planned</source>
        <translation>noch nicht gelaufen, %1 geplant</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>Latenz</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message numerus="yes">
        <source>%n cause(s) block</source>
        <translation>
            <numerusform>%n Ursache blockiert</numerusform>
            <numerusform>%n Ursachen blockieren</numerusform>
        </translation>
    </message>
    <message>
        <source>GO</source>
        <translation>GO</translation>
    </message>
    <message>
        <source>GO WITH EXCEPTIONS</source>
        <translation>GO MIT AUSNAHMEN</translation>
    </message>
    <message>
        <source>NO-GO</source>
        <translation>NO-GO</translation>
    </message>
    <message>
        <source>INCOMPLETE</source>
        <translation>UNVOLLSTÄNDIG</translation>
    </message>
    <message>
        <source>%1 of %2 passed</source>
        <translation>%1 von %2 bestanden</translation>
    </message>
    <message>
        <source>REHEARSAL: cannot be signed off</source>
        <translation>PROBE: Abnahme nicht möglich</translation>
    </message>
    <message>
        <source>HOLD at %1</source>
        <translation>HALT bei %1</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Checklist</source>
        <translation>Prüfliste</translation>
    </message>
    <message>
        <source>Live load</source>
        <translation>Last</translation>
    </message>
    <message>
        <source>Analysis</source>
        <translation>Analyse</translation>
    </message>
    <message>
        <source>Capacity</source>
        <translation>Kapazität</translation>
    </message>
    <message>
        <source>Sign-off</source>
        <translation>Abnahme</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>After release</source>
        <translation>Im Betrieb</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>%1–%2 UTC</source>
        <translation>%1–%2 UTC</translation>
    </message>
    <message>
        <source>since %1 UTC</source>
        <translation>seit %1 UTC</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>%1 past its end</source>
        <translation>%1 über dem Ende</translation>
    </message>
    <message>
        <source>CLOSED</source>
        <translation>GESCHLOSSEN</translation>
    </message>
    <message>
        <source>NOT CLOSED</source>
        <translation>NICHT GESCHLOSSEN</translation>
    </message>
    <message>
        <source>CLOSING</source>
        <translation>SCHLIESST</translation>
    </message>
    <message>
        <source>PAST ITS END</source>
        <translation>ÜBER DEM ENDE</translation>
    </message>
    <message>
        <source>OPEN</source>
        <translation>OFFEN</translation>
    </message>
    <message>
        <source>NOT ANNOUNCED</source>
        <translation>NICHT ANGEKÜNDIGT</translation>
    </message>
    <message>
        <source>OPENING</source>
        <translation>ÖFFNET</translation>
    </message>
    <message>
        <source>UNKNOWN</source>
        <translation>UNBEKANNT</translation>
    </message>
    <message>
        <source>SENDING</source>
        <translation>SENDET</translation>
    </message>
    <message>
        <source>DONE</source>
        <translation>ERLEDIGT</translation>
    </message>
    <message>
        <source>FAILED</source>
        <translation>FEHLGESCHLAGEN</translation>
    </message>
    <message>
        <source>LEFT OUT</source>
        <translation>AUSGELASSEN</translation>
    </message>
    <message>
        <source>ENDING</source>
        <translation>ENDET</translation>
    </message>
    <message>
        <source>ENDED</source>
        <translation>BEENDET</translation>
    </message>
    <message>
        <source>NOT ENDED</source>
        <translation>NICHT BEENDET</translation>
    </message>
    <message>
        <source>PostgreSQL</source>
        <translation>PostgreSQL</translation>
    </message>
    <message>
        <source>WebSocket</source>
        <translation>WebSocket</translation>
    </message>
    <message>
        <source>OTLP</source>
        <translation>OTLP</translation>
    </message>
    <message>
        <source>env file</source>
        <translation>Env-Datei</translation>
    </message>
    <message>
        <source>log file</source>
        <translation>Logdatei</translation>
    </message>
    <message>
        <source>comparison</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>sources</source>
        <translation>Quellen</translation>
    </message>
    <message>
        <source>deploys</source>
        <translation>Deployments</translation>
    </message>
    <message>
        <source>before and after</source>
        <translation>vorher und nachher</translation>
    </message>
    <message>
        <source>action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>load run</source>
        <translation>Lastlauf</translation>
    </message>
    <message>
        <source>load engine</source>
        <translation>Lastgenerator</translation>
    </message>
    <message>
        <source>person</source>
        <translation>Person</translation>
    </message>
    <message>
        <source>roll-up</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>form</source>
        <translation>Formular</translation>
    </message>
    <message>
        <source>PASS</source>
        <translation>ERFÜLLT</translation>
    </message>
    <message>
        <source>FAIL</source>
        <translation>VERFEHLT</translation>
    </message>
    <message>
        <source>STALE</source>
        <translation>VERALTET</translation>
    </message>
    <message>
        <source>N/A</source>
        <translation>ENTFÄLLT</translation>
    </message>
    <message>
        <source>DEFERRED</source>
        <translation>VERTAGT</translation>
    </message>
    <message>
        <source>OVERRIDDEN</source>
        <translation>ÜBERSTEUERT</translation>
    </message>
    <message>
        <source>WARN</source>
        <translation>WARNUNG</translation>
    </message>
    <message>
        <source>INCONCLUSIVE</source>
        <translation>OHNE AUSSAGE</translation>
    </message>
    <message>
        <source>ABORTED</source>
        <translation>ABGEBROCHEN</translation>
    </message>
    <message>
        <source>INTERRUPTED</source>
        <translation>UNTERBROCHEN</translation>
    </message>
    <message>
        <source>NOT RUN</source>
        <translation>NICHT GELAUFEN</translation>
    </message>
    <message>
        <source>NO DATA</source>
        <translation>KEINE DATEN</translation>
    </message>
    <message>
        <source>NOT JUDGED</source>
        <translation>UNBEWERTET</translation>
    </message>
    <message>
        <source>HOLD</source>
        <translation>HALT</translation>
    </message>
    <message>
        <source>PENDING</source>
        <translation>AUSSTEHEND</translation>
    </message>
    <message>
        <source>VALID</source>
        <translation>GÜLTIG</translation>
    </message>
    <message>
        <source>INVALID</source>
        <translation>UNGÜLTIG</translation>
    </message>
    <message>
        <source>UNVERIFIED</source>
        <translation>UNGEPRÜFT</translation>
    </message>
    <message>
        <source>REFUSED</source>
        <translation>VERWEIGERT</translation>
    </message>
    <message>
        <source>QA</source>
        <translation>QA</translation>
    </message>
    <message>
        <source>DevOps</source>
        <translation>DevOps</translation>
    </message>
    <message>
        <source>DBA</source>
        <translation>DBA</translation>
    </message>
    <message>
        <source>Lead</source>
        <translation>Lead</translation>
    </message>
    <message>
        <source>PM</source>
        <translation>PM</translation>
    </message>
    <message>
        <source>Go-for-load</source>
        <translation>Lastfreigabe</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>QA Engineer</source>
        <translation>QA Engineer</translation>
    </message>
    <message>
        <source>DevOps Engineer</source>
        <translation>DevOps Engineer</translation>
    </message>
    <message>
        <source>Technical Lead</source>
        <translation>Technical Lead</translation>
    </message>
    <message>
        <source>Product Manager</source>
        <translation>Product Manager</translation>
    </message>
    <message>
        <source>dry-run</source>
        <translation>Trockenlauf</translation>
    </message>
    <message>
        <source>baseline</source>
        <translation>Basislauf</translation>
    </message>
    <message>
        <source>load</source>
        <comment>kind of run</comment>
        <translation>Last</translation>
    </message>
    <message>
        <source>retest</source>
        <translation>Nachtest</translation>
    </message>
    <message>
        <source>breakpoint</source>
        <translation>bis zum Bruch</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>erfüllt</translation>
    </message>
    <message>
        <source>warned</source>
        <translation>mit Warnung</translation>
    </message>
    <message>
        <source>inconclusive</source>
        <translation>ohne Aussage</translation>
    </message>
    <message>
        <source>aborted</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>unterbrochen</translation>
    </message>
    <message>
        <source>not run</source>
        <translation>nicht gelaufen</translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n&#xa0;Tag</numerusform>
            <numerusform>%n&#xa0;Tage</numerusform>
        </translation>
    </message>
    <message>
        <source>failed</source>
        <comment>outcome of a run</comment>
        <translation>verfehlt</translation>
    </message>
    <message>
        <source>Cannot make the folder %1. Choose one that you may write to.</source>
        <translation>Der Ordner %1 lässt sich nicht anlegen. Einen wählen, in den geschrieben werden darf.</translation>
    </message>
    <message>
        <source>%1 exists. Choose another folder, or take it as &quot;Plan from a file&quot;.</source>
        <translation>%1 gibt es schon. Einen anderen Ordner wählen oder es als „Plan aus einer Datei“ nehmen.</translation>
    </message>
    <message>
        <source>Cannot write %1. Choose a folder that you may write to.</source>
        <translation>%1 lässt sich nicht schreiben. Einen Ordner wählen, in den geschrieben werden darf.</translation>
    </message>
    <message>
        <source>all requests</source>
        <translation>alle Anfragen</translation>
    </message>
    <message numerus="yes">
        <source>The plan wants to do %n thing(s) on this machine, as you:</source>
        <translation>
            <numerusform>Der Plan will dies auf dieser Maschine unter Ihrem Konto tun:</numerusform>
            <numerusform>Der Plan will diese %n Dinge auf dieser Maschine unter Ihrem Konto tun:</numerusform>
        </translation>
    </message>
    <message>
        <source>Allow them</source>
        <translation>Erlauben</translation>
    </message>
    <message>
        <source> points</source>
        <translation> Punkte</translation>
    </message>
    <message>
        <source>BETTER</source>
        <translation>BESSER</translation>
    </message>
    <message>
        <source>WORSE</source>
        <translation>SCHLECHTER</translation>
    </message>
    <message>
        <source>SAME WITHIN NOISE</source>
        <translation>IM RAUSCHEN</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
    <message>
        <source>p99</source>
        <translation>p99</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>DNS, queue</source>
        <translation>DNS, Reihe</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Aufbau</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Wait</source>
        <translation>Warten</translation>
    </message>
    <message>
        <source>Receive</source>
        <translation>Lesen</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>Anzahl</translation>
    </message>
    <message>
        <source>First</source>
        <translation>Zuerst</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>Resource</source>
        <translation>Ressource</translation>
    </message>
    <message>
        <source>Peak</source>
        <translation>Spitze</translation>
    </message>
    <message>
        <source>Used</source>
        <translation>Belegt</translation>
    </message>
    <message>
        <source>At</source>
        <translation>Um</translation>
    </message>
    <message>
        <source>Target missed</source>
        <translation>Ziel verfehlt</translation>
    </message>
    <message>
        <source>NOT KNOWN</source>
        <translation>UNBEKANNT</translation>
    </message>
    <message>
        <source>OVER CRITICAL</source>
        <translation>ÜBER KRITISCH</translation>
    </message>
    <message>
        <source>TARGET MISSED</source>
        <translation>ZIEL VERFEHLT</translation>
    </message>
    <message>
        <source>WITHIN</source>
        <translation>IM RAHMEN</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>Metrik</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>Lauf %1</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Differenz</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95-%-Intervall</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>Rauschen</translation>
    </message>
    <message>
        <source>n %1 and %2</source>
        <translation>n %1 und %2</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 bis %2</translation>
    </message>
    <message>
        <source>Memory slope: no run was held long enough to tell.</source>
        <translation>Speicheranstieg: Kein Lauf dauerte lange genug für eine Aussage.</translation>
    </message>
    <message>
        <source>Memory slope (run %1): %2</source>
        <translation>Speicheranstieg (Lauf %1): %2</translation>
    </message>
    <message>
        <source>%1 of %2&#xa0;%3</source>
        <translation>%1 von %2&#xa0;%3</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>Limited by</source>
        <translation>Begrenzt durch</translation>
    </message>
    <message>
        <source>not reached</source>
        <translation>nicht erreicht</translation>
    </message>
    <message>
        <source>%1 s in its alarm&apos;s range</source>
        <translation>%1 s im Alarmbereich</translation>
    </message>
    <message>
        <source>under the target</source>
        <translation>unter dem Ziel</translation>
    </message>
    <message>
        <source>Run %1 against baseline run %2: %3</source>
        <translation>Lauf %1 gegen Basislauf %2: %3</translation>
    </message>
    <message>
        <source>no baseline</source>
        <translation>kein Basislauf</translation>
    </message>
    <message>
        <source>vs baseline</source>
        <translation>zum Basislauf</translation>
    </message>
    <message>
        <source>UNPROVEN</source>
        <translation>UNBELEGT</translation>
    </message>
    <message>
        <source>%1 · %2: self time %3 (%4), p95 %5, %6 spans</source>
        <translation>%1 · %2: eigene Zeit %3 (%4), p95 %5, %6 Spans</translation>
    </message>
    <message>
        <source>all messages</source>
        <translation>alle Nachrichten</translation>
    </message>
    <message>
        <source>silent for %1 s</source>
        <translation>seit %1 s still</translation>
    </message>
    <message>
        <source>no message sent</source>
        <translation>keine Nachricht</translation>
    </message>
    <message>
        <source>no request</source>
        <translation>keine Anfrage</translation>
    </message>
    <message>
        <source>critical missed</source>
        <translation>kritische Grenze verfehlt</translation>
    </message>
    <message>
        <source>target missed</source>
        <translation>Ziel verfehlt</translation>
    </message>
    <message>
        <source>do not trust</source>
        <translation>nicht verlässlich</translation>
    </message>
    <message>
        <source>met, with gaps</source>
        <translation>erfüllt, mit Lücken</translation>
    </message>
    <message>
        <source>met</source>
        <translation>erfüllt</translation>
    </message>
    <message>
        <source>last 10 s, n = %1</source>
        <translation>letzte 10 s, n = %1</translation>
    </message>
    <message>
        <source>%1, last 10 s</source>
        <translation>%1, letzte 10 s</translation>
    </message>
    <message>
        <source>no errors</source>
        <translation>keine Fehler</translation>
    </message>
    <message>
        <source>ENDED EARLY</source>
        <translation>VORZEITIG BEENDET</translation>
    </message>
    <message>
        <source>Target (checklist)</source>
        <translation>Ziel (Prüfliste)</translation>
    </message>
    <message>
        <source>none held</source>
        <translation>keine gehalten</translation>
    </message>
    <message>
        <source>a second, mean of 10 s</source>
        <translation>je Sekunde, Mittel über 10 s</translation>
    </message>
    <message>
        <source>socket</source>
        <translation>Socket</translation>
    </message>
    <message>
        <source>%1 (10 s window)</source>
        <translation>%1 (Fenster 10 s)</translation>
    </message>
    <message>
        <source>%1, judged over the 10 s before each second</source>
        <translation>%1, beurteilt über die 10 s vor jeder Sekunde</translation>
    </message>
    <message>
        <source>Messages lost</source>
        <translation>Verlorene Nachrichten</translation>
    </message>
    <message>
        <source>NOT COUNTED</source>
        <translation>ZÄHLT NICHT</translation>
    </message>
    <message>
        <source>run %1, %2, does not count: %3</source>
        <translation>Lauf %1, %2, zählt nicht: %3</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>%1 entered by a person</source>
        <translation>%1 von einer Person eingetragen</translation>
    </message>
    <message>
        <source>5xx</source>
        <translation>5xx</translation>
    </message>
    <message>
        <source>4xx</source>
        <translation>4xx</translation>
    </message>
    <message>
        <source>timeout</source>
        <translation>Timeout</translation>
    </message>
    <message>
        <source>connect</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>check</source>
        <translation>Prüfung</translation>
    </message>
    <message>
        <source>other</source>
        <translation>sonstige</translation>
    </message>
    <message>
        <source>from intended start</source>
        <translation>ab geplantem Start</translation>
    </message>
    <message>
        <source> from sending</source>
        <translation> ab Absenden</translation>
    </message>
    <message>
        <source>thin: from sending</source>
        <translation>dünn: ab Absenden</translation>
    </message>
    <message>
        <source>%1 of %2 planned</source>
        <translation>%1 von geplanten %2</translation>
    </message>
</context>
<context>
    <name>holdpoint::AbortBanner</name>
    <message>
        <source>Keep running</source>
        <translation>Weiterlaufen lassen</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Stop now</source>
        <translation>Jetzt anhalten</translation>
    </message>
    <message>
        <source>%1. Load stops in %2 s.</source>
        <translation>%1. Die Last hält in %2 s an.</translation>
    </message>
</context>
<context>
    <name>holdpoint::ActionDesk</name>
    <message>
        <source>The test window is not announced everywhere. Its steps say what is missing.</source>
        <translation>Das Testfenster ist nicht überall angekündigt. Seine Schritte sagen, was fehlt.</translation>
    </message>
    <message>
        <source>The test window is not closed to the end. Its steps say what is left.</source>
        <translation>Das Testfenster ist nicht ganz geschlossen. Seine Schritte sagen, was übrig ist.</translation>
    </message>
    <message>
        <source>no release is open</source>
        <translation>kein Release ist offen</translation>
    </message>
    <message>
        <source>the test window is being opened or closed; wait for its end</source>
        <translation>das Testfenster wird geöffnet oder geschlossen; das Ende abwarten</translation>
    </message>
    <message>
        <source>%1 is running; wait for its end</source>
        <translation>%1 läuft; das Ende abwarten</translation>
    </message>
</context>
<context>
    <name>holdpoint::AfterPage</name>
    <message>
        <source>After release</source>
        <translation>Im Betrieb</translation>
    </message>
    <message>
        <source>Traffic: predicted and actual</source>
        <translation>Verkehr: erwartet und tatsächlich</translation>
    </message>
    <message>
        <source>requests per second, hourly peak</source>
        <translation>Anfragen pro Sekunde, Spitze je Stunde</translation>
    </message>
    <message>
        <source>Nothing predicted and production not asked yet.</source>
        <translation>Keine Erwartung eingetragen, Produktion noch nicht gefragt.</translation>
    </message>
    <message>
        <source>Say when the release went live.</source>
        <translation>Angeben, seit wann das Release in Produktion ist.</translation>
    </message>
    <message>
        <source>API p95 in production</source>
        <translation>API p95 in Produktion</translation>
    </message>
    <message>
        <source>ms, hourly, same limit as in the test</source>
        <translation>ms, je Stunde, gleiche Grenze wie im Test</translation>
    </message>
    <message>
        <source>Production was not asked yet.</source>
        <translation>Die Produktion wurde noch nicht gefragt.</translation>
    </message>
    <message>
        <source>predicted</source>
        <translation>erwartet</translation>
    </message>
    <message>
        <source>actual</source>
        <translation>tatsächlich</translation>
    </message>
    <message>
        <source>actual %1%2 %</source>
        <translation>tatsächlich %1%2 %</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
    <message>
        <source>p95 %1</source>
        <translation>p95 %1</translation>
    </message>
    <message>
        <source>tested to %1 /s</source>
        <translation>getestet bis %1 /s</translation>
    </message>
    <message>
        <source>target %1</source>
        <translation>Ziel %1</translation>
    </message>
    <message>
        <source>Add note…</source>
        <translation>Notiz…</translation>
    </message>
    <message>
        <source>Schedule regression…</source>
        <translation>Regression planen…</translation>
    </message>
    <message>
        <source>Ask production</source>
        <translation>Produktion fragen</translation>
    </message>
    <message>
        <source>Released at…</source>
        <translation>In Produktion seit…</translation>
    </message>
    <message>
        <source>Predict…</source>
        <translation>Erwartung…</translation>
    </message>
    <message>
        <source>Lessons</source>
        <translation>Lehren</translation>
    </message>
    <message>
        <source>collected from notes and overrides</source>
        <translation>aus Notizen und Übersteuerungen</translation>
    </message>
    <message>
        <source>Proposals for new targets</source>
        <translation>Vorschläge für neue Ziele</translation>
    </message>
    <message>
        <source>Next regression tests</source>
        <translation>Nächste Regressionstests</translation>
    </message>
    <message>
        <source>released %1 · first week ends %2</source>
        <translation>in Produktion seit %1 · erste Woche endet %2</translation>
    </message>
    <message>
        <source>not released yet: say when it went live</source>
        <translation>noch nicht in Produktion: angeben, seit wann</translation>
    </message>
    <message>
        <source>Item</source>
        <translation>Prüfpunkt</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Value seen</source>
        <translation>Gesehener Wert</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>Fällig</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Wer</translation>
    </message>
    <message>
        <source>Production monitoring, first week</source>
        <translation>Überwachung, erste Woche</translation>
    </message>
    <message>
        <source>Load test updates</source>
        <translation>Lasttests anpassen</translation>
    </message>
    <message>
        <source>Continuous improvement</source>
        <translation>Stetige Verbesserung</translation>
    </message>
    <message>
        <source>Deferred</source>
        <translation>Vertagt</translation>
    </message>
    <message>
        <source>daily</source>
        <translation>täglich</translation>
    </message>
    <message>
        <source>%1 of %2 done</source>
        <translation>%1 von %2 erledigt</translation>
    </message>
    <message>
        <source>, %1 overdue</source>
        <translation>, %1 überfällig</translation>
    </message>
    <message>
        <source>None yet: what surprised, what was missed, what to change.</source>
        <translation>Noch keine: was überraschte, was übersehen wurde, was zu ändern ist.</translation>
    </message>
    <message>
        <source>None: real traffic gives no reason to change a target.</source>
        <translation>Keine: Der echte Verkehr gibt keinen Grund, ein Ziel zu ändern.</translation>
    </message>
    <message>
        <source>No monthly run is scheduled.</source>
        <translation>Kein monatlicher Lauf ist geplant.</translation>
    </message>
    <message>
        <source>%1 UTC, %2
Last result: %3</source>
        <translation>%1 UTC, %2
Letztes Ergebnis: %3</translation>
    </message>
    <message>
        <source>Lesson</source>
        <translation>Lehre</translation>
    </message>
    <message>
        <source>What surprised, what was missed, what to change</source>
        <translation>Was überraschte, was übersehen wurde, was zu ändern ist</translation>
    </message>
    <message>
        <source>Lesson stored</source>
        <translation>Lehre gespeichert</translation>
    </message>
    <message>
        <source>Released at</source>
        <translation>In Produktion seit</translation>
    </message>
    <message>
        <source>When the release went live (UTC)</source>
        <translation>Seit wann das Release in Produktion ist (UTC)</translation>
    </message>
    <message>
        <source>Released at %1</source>
        <translation>In Produktion seit %1</translation>
    </message>
    <message>
        <source>Predicted traffic</source>
        <translation>Erwarteter Verkehr</translation>
    </message>
    <message>
        <source>Peak in requests per second, or 24 values by the hour (UTC), with commas</source>
        <translation>Spitze in Anfragen pro Sekunde, oder 24 Werte je Stunde (UTC), mit Komma getrennt</translation>
    </message>
    <message>
        <source>Prediction stored</source>
        <translation>Erwartung gespeichert</translation>
    </message>
    <message>
        <source>The line stands in the crontab</source>
        <translation>Die Zeile steht in der crontab</translation>
    </message>
    <message>
        <source>Timer written; start it with: %1</source>
        <translation>Timer geschrieben; starten mit: %1</translation>
    </message>
    <message>
        <source>Say first when the release went live</source>
        <translation>Zuerst angeben, seit wann das Release in Produktion ist</translation>
    </message>
    <message>
        <source>Production was asked</source>
        <translation>Die Produktion wurde gefragt</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Not known yet: production was not asked.</source>
        <translation>Noch nicht bekannt: Die Produktion wurde nicht befragt.</translation>
    </message>
    <message>
        <source>being read</source>
        <translation>wird gelesen</translation>
    </message>
    <message>
        <source>`%1` is no number of requests per second</source>
        <translation>`%1` ist keine Zahl von Anfragen pro Sekunde</translation>
    </message>
    <message>
        <source>The line stands in the crontab; end the timer of before with: %1</source>
        <translation>Die Zeile steht in der Crontab; den Timer von vorher beenden mit: %1</translation>
    </message>
    <message>
        <source>Section %1</source>
        <translation>Abschnitt %1</translation>
    </message>
    <message>
        <source>Sections %1–%2</source>
        <translation>Abschnitte %1–%2</translation>
    </message>
    <message>
        <source>If it was not started yet: %1</source>
        <translation>Falls noch nicht gestartet: %1</translation>
    </message>
</context>
<context>
    <name>holdpoint::AlarmModel</name>
    <message>
        <source>firing</source>
        <translation>aktiv</translation>
    </message>
    <message>
        <source>ended with the run %1</source>
        <translation>mit dem Lauf beendet %1</translation>
    </message>
    <message>
        <source>cleared %1</source>
        <translation>beendet %1</translation>
    </message>
    <message>
        <source>not acknowledged</source>
        <translation>nicht quittiert</translation>
    </message>
    <message>
        <source>acknowledged by %1</source>
        <translation>quittiert von %1</translation>
    </message>
    <message>
        <source>critical</source>
        <translation>kritisch</translation>
    </message>
    <message>
        <source>caution</source>
        <translation>Achtung</translation>
    </message>
</context>
<context>
    <name>holdpoint::AlarmNotifier</name>
    <message>
        <source>Critical alarm</source>
        <translation>Kritischer Alarm</translation>
    </message>
    <message>
        <source>A source is silent</source>
        <translation>Eine Quelle schweigt</translation>
    </message>
</context>
<context>
    <name>holdpoint::AlarmPanel</name>
    <message>
        <source>CRITICAL</source>
        <translation>KRITISCH</translation>
    </message>
    <message>
        <source>CAUTION</source>
        <translation>ACHTUNG</translation>
    </message>
    <message>
        <source>No alarm. Rules of the plan are watched while load runs.</source>
        <translation>Kein Alarm. Die Regeln des Plans werden beobachtet, solange Last läuft.</translation>
    </message>
    <message>
        <source>Acknowledge</source>
        <translation>Quittieren</translation>
    </message>
    <message>
        <source>Outcome…</source>
        <translation>Ergebnis…</translation>
    </message>
    <message>
        <source>Traces</source>
        <translation>Traces</translation>
    </message>
    <message>
        <source>Ctrl+T</source>
        <translation>Strg+T</translation>
    </message>
    <message>
        <source>Next alarm</source>
        <translation>Nächster Alarm</translation>
    </message>
    <message>
        <source>Alarms</source>
        <translation>Alarme</translation>
    </message>
    <message>
        <source>Response</source>
        <translation>Maßnahme</translation>
    </message>
    <message>
        <source>Response: %1</source>
        <translation>Maßnahme: %1</translation>
    </message>
    <message>
        <source>Outcome: %1</source>
        <translation>Ergebnis: %1</translation>
    </message>
    <message>
        <source>chart</source>
        <translation>Diagramm</translation>
    </message>
    <message>
        <source>Look at %1</source>
        <translation>Ansehen: %1</translation>
    </message>
    <message>
        <source>a person</source>
        <translation>eine Person</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>What was done, and what came of it (printed in the report)</source>
        <translation>Was getan wurde und was es brachte (steht im Bericht)</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>New, CRITICAL: %1</source>
        <translation>Neu, KRITISCH: %1</translation>
    </message>
    <message>
        <source>New, CAUTION: %1</source>
        <translation>Neu, ACHTUNG: %1</translation>
    </message>
    <message>
        <source>An outcome has at most %1 characters, this one has %2.</source>
        <translation>Ein Ergebnis hat höchstens %1 Zeichen, dieses hat %2.</translation>
    </message>
</context>
<context>
    <name>holdpoint::AnalysisPage</name>
    <message>
        <source>Thresholds</source>
        <translation>Schwellenwerte</translation>
    </message>
    <message>
        <source>Load reached</source>
        <translation>Erreichte Last</translation>
    </message>
    <message>
        <source>planned and achieved come first: a run that missed its load proves nothing</source>
        <translation>geplant und erreicht kommen zuerst: Ein Lauf, der seine Last verfehlt, beweist nichts</translation>
    </message>
    <message>
        <source>No run yet. Thresholds are judged after the first load test.</source>
        <translation>Noch kein Lauf. Schwellenwerte werden nach dem ersten Lasttest beurteilt.</translation>
    </message>
    <message>
        <source>Go to Live load</source>
        <translation>Zur Last</translation>
    </message>
    <message>
        <source>percentiles from merged histograms, error ≤ 0.1 %</source>
        <translation>Perzentile aus vereinigten Histogrammen, Fehler ≤ 0.1 %</translation>
    </message>
    <message>
        <source>Analysis</source>
        <translation>Analyse</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Befunde</translation>
    </message>
    <message>
        <source>Compare runs…</source>
        <translation>Läufe vergleichen…</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Traces, Sentry</source>
        <translation>Traces, Sentry</translation>
    </message>
    <message>
        <source>Thresholds %1</source>
        <translation>Schwellenwerte %1</translation>
    </message>
    <message>
        <source>no evidence</source>
        <translation>kein Nachweis</translation>
    </message>
    <message>
        <source>ranked</source>
        <translation>nach Rang</translation>
    </message>
    <message>
        <source>Steps, run %1</source>
        <translation>Schritte, Lauf %1</translation>
    </message>
    <message>
        <source>Errors %1</source>
        <translation>Fehler %1</translation>
    </message>
    <message>
        <source>Re-run failed</source>
        <translation>Verfehlte wiederholen</translation>
    </message>
    <message>
        <source>Exactly the tests that failed, as retests.</source>
        <translation>Genau die verfehlten Tests, als Nachtests.</translation>
    </message>
    <message>
        <source>Optimisations</source>
        <translation>Optimierungen</translation>
    </message>
    <message>
        <source>Optimisations %1</source>
        <translation>Optimierungen %1</translation>
    </message>
    <message>
        <source>Optimisation %1 taken back</source>
        <translation>Optimierung %1 zurückgenommen</translation>
    </message>
</context>
<context>
    <name>holdpoint::AppController</name>
    <message>
        <source>The load did not start</source>
        <translation>Die Last startete nicht</translation>
    </message>
    <message>
        <source>Marked run %1 at %2</source>
        <translation>Lauf %1 bei %2 markiert</translation>
    </message>
    <message>
        <source>Rehearsal</source>
        <translation>Probe</translation>
    </message>
    <message>
        <source>Load is running. Stop it first (Ctrl+.).</source>
        <translation>Es läuft Last. Zuerst anhalten (Strg+.).</translation>
    </message>
    <message>
        <source>The rehearsal did not start</source>
        <translation>Die Probe startete nicht</translation>
    </message>
    <message>
        <source>The dry run did not start</source>
        <translation>Der Trockenlauf startete nicht</translation>
    </message>
    <message>
        <source>The tests did not start</source>
        <translation>Die Tests starteten nicht</translation>
    </message>
    <message>
        <source>Load is running. Stop it before you open another release (Ctrl+.).</source>
        <translation>Es läuft Last. Vor dem Öffnen eines anderen Releases anhalten (Strg+.).</translation>
    </message>
    <message>
        <source>No release is open.</source>
        <translation>Kein Release ist offen.</translation>
    </message>
    <message>
        <source>No release is open. Open a dossier or a plan first.</source>
        <translation>Kein Release ist offen. Zuerst ein Dossier oder einen Plan öffnen.</translation>
    </message>
    <message>
        <source>Load is running. Arm the next start when it has ended.</source>
        <translation>Es läuft Last. Den nächsten Start vormerken, wenn sie beendet ist.</translation>
    </message>
    <message>
        <source>The open release stays: its load waits for the test window.</source>
        <translation>Das offene Release bleibt: Seine Last wartet auf das Testfenster.</translation>
    </message>
    <message>
        <source>Load does not start by itself any more</source>
        <translation>Die Last startet nicht mehr von selbst</translation>
    </message>
    <message>
        <source>The plan has no %1 any more. Choose the tests again, then start with the test window.</source>
        <translation>Im Plan gibt es %1 nicht mehr. Tests neu wählen, dann mit dem Testfenster starten.</translation>
    </message>
    <message>
        <source>The plan was read again. Load still starts by itself when the test window opens, as the plan says now.</source>
        <translation>Der Plan wurde neu gelesen. Die Last startet weiter von selbst, wenn das Testfenster öffnet, so wie der Plan jetzt lautet.</translation>
    </message>
    <message>
        <source>Connecting to %1…</source>
        <translation>Verbinde mit %1…</translation>
    </message>
    <message>
        <source>The dossier was not opened</source>
        <translation>Das Dossier wurde nicht geöffnet</translation>
    </message>
    <message>
        <source>%1. Nothing can be stored until it answers; trying again.</source>
        <translation>%1. Bis sie antwortet, kann nichts gespeichert werden; es wird weiter versucht.</translation>
    </message>
    <message>
        <source>The database answers again.</source>
        <translation>Die Datenbank antwortet wieder.</translation>
    </message>
</context>
<context>
    <name>holdpoint::AskDialog</name>
    <message>
        <source>Post to Slack</source>
        <translation>In Slack senden</translation>
    </message>
    <message>
        <source>Ask the %1 to sign</source>
        <translation>%1 um Signatur bitten</translation>
    </message>
    <message>
        <source>Text of the mail; the message to Slack says the same, shorter</source>
        <translation>Text der Mail; die Nachricht in Slack sagt dasselbe kürzer</translation>
    </message>
    <message>
        <source>Text of the mail</source>
        <translation>Text der Mail</translation>
    </message>
    <message>
        <source>Subject: %1</source>
        <translation>Betreff: %1</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Copy the mail</source>
        <translation>Mail kopieren</translation>
    </message>
</context>
<context>
    <name>holdpoint::CapacityPage</name>
    <message>
        <source>Measured capacity</source>
        <translation>Gemessene Kapazität</translation>
    </message>
    <message>
        <source>highest load held with every threshold met; ≥ until a breakpoint run finds the limit</source>
        <translation>höchste Last, bei der alles hielt; ≥, bis ein Bruchlauf die Grenze findet</translation>
    </message>
    <message>
        <source>Section 15</source>
        <translation>Abschnitt 15</translation>
    </message>
    <message>
        <source>Capacity</source>
        <translation>Kapazität</translation>
    </message>
    <message>
        <source>Scaling triggers</source>
        <translation>Skalierungsschwellen</translation>
    </message>
    <message>
        <source>these rules go into the report; your auto-scaler stays in charge</source>
        <translation>die Regeln stehen im Bericht; zuständig bleibt der Auto-Scaler</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>API p95</source>
        <translation>API p95</translation>
    </message>
    <message>
        <source>Error rate</source>
        <translation>Fehlerrate</translation>
    </message>
    <message>
        <source>scale up</source>
        <translation>skalieren</translation>
    </message>
    <message>
        <source>alert</source>
        <translation>Alarm</translation>
    </message>
    <message>
        <source>%1 above</source>
        <translation>%1 über</translation>
    </message>
    <message>
        <source>%1 for minutes</source>
        <translation>%1 für Minuten</translation>
    </message>
    <message>
        <source>for</source>
        <translation>für</translation>
    </message>
    <message>
        <source>min, then %1</source>
        <translation>min, dann %1</translation>
    </message>
    <message>
        <source>Headroom, limits and cost</source>
        <translation>Reserve, Grenzen und Kosten</translation>
    </message>
    <message>
        <source>Headroom</source>
        <translation>Reserve</translation>
    </message>
    <message>
        <source>Most instances</source>
        <translation>Max. Instanzen</translation>
    </message>
    <message>
        <source>Cost at peak</source>
        <translation>Spitzenkosten</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>computed %1</source>
        <translation>berechnet %1</translation>
    </message>
    <message>
        <source>default %1</source>
        <translation>Vorgabe %1</translation>
    </message>
    <message>
        <source>edited by %1</source>
        <translation>geändert von %1</translation>
    </message>
    <message>
        <source>A value that differs from what was computed needs a note</source>
        <translation>Ein Wert, der vom berechneten abweicht, braucht eine Notiz</translation>
    </message>
    <message numerus="yes">
        <source>Saved %n value(s)</source>
        <translation>
            <numerusform>%n Wert gespeichert</numerusform>
            <numerusform>%n Werte gespeichert</numerusform>
        </translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Reset to computed</source>
        <translation>Auf berechnete Werte</translation>
    </message>
    <message>
        <source>why it differs from what was computed</source>
        <translation>warum der Wert vom berechneten abweicht</translation>
    </message>
    <message>
        <source>Note, needed for a changed value</source>
        <translation>Notiz, nötig für einen geänderten Wert</translation>
    </message>
    <message>
        <source>limited by %1</source>
        <translation>begrenzt durch %1</translation>
    </message>
    <message>
        <source>Knee: p95 over load</source>
        <translation>Knie: p95 über Last</translation>
    </message>
    <message>
        <source>Knee: p95 over concurrent users</source>
        <translation>Knie: p95 über gleichzeitigen Nutzern</translation>
    </message>
    <message>
        <source>Knee: p95 over iterations per second</source>
        <translation>Knie: p95 über Iterationen pro Sekunde</translation>
    </message>
    <message>
        <source>step test, run %1, %2</source>
        <translation>Stufentest, Lauf %1, %2</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
    <message>
        <source>target %1</source>
        <translation>Ziel %1</translation>
    </message>
    <message>
        <source>critical %1</source>
        <translation>kritisch %1</translation>
    </message>
    <message>
        <source>past the knee</source>
        <translation>hinter dem Knie</translation>
    </message>
    <message>
        <source>knee %1: %2</source>
        <translation>Knie %1: %2</translation>
    </message>
    <message>
        <source>Scalability law over %1 levels: contention %2 % (%3 to %4), error %5 %; %6</source>
        <translation>Skalierungsgesetz über %1 Stufen: Konkurrenz %2 % (%3 bis %4), Fehler %5 %; %6</translation>
    </message>
    <message>
        <source>peak at %1 users (%2 to %3)</source>
        <translation>Gipfel bei %1 Nutzern (%2 bis %3)</translation>
    </message>
    <message>
        <source>section 15 · filled in from the runs; what you change keeps the computed value beside it</source>
        <translation>Abschnitt 15 · ausgefüllt aus den Läufen; neben Geändertem bleibt der berechnete Wert</translation>
    </message>
    <message>
        <source>accepted by %1</source>
        <translation>übernommen von %1</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Accept what is offered for %1</source>
        <translation>Vorschlag für %1 annehmen</translation>
    </message>
    <message>
        <source>Save enters the offered value in your name; without it the field stays open</source>
        <translation>Speichern trägt den Vorschlag in Ihrem Namen ein; ohne das bleibt das Feld offen</translation>
    </message>
    <message>
        <source>the dossier says “%1”; </source>
        <translation>im Dossier steht „%1“; </translation>
    </message>
    <message>
        <source>Nothing changed. Accept enters a value as it is offered</source>
        <translation>Nichts geändert. „Annehmen“ trägt einen Wert ein, wie er vorgeschlagen ist</translation>
    </message>
    <message>
        <source>No breakpoint run yet. Live load, Tests, kind Breakpoint starts one</source>
        <translation>Noch kein Lauf bis zum Bruch. Last, Tests, Art „Bis zum Bruch“ startet einen</translation>
    </message>
</context>
<context>
    <name>holdpoint::CertifyPanel</name>
    <message>
        <source>I certify that</source>
        <translation>Ich bestätige, dass</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>Release</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>not frozen: the Sign-off decision freezes it</source>
        <translation>erst mit der Entscheidung festgeschrieben</translation>
    </message>
    <message>
        <source>Audit head</source>
        <translation>Audit-Kopf</translation>
    </message>
    <message>
        <source>%1, entry %2</source>
        <translation>%1, Eintrag %2</translation>
    </message>
</context>
<context>
    <name>holdpoint::ChartGrid</name>
    <message>
        <source>Show here</source>
        <translation>Hier zeigen</translation>
    </message>
    <message>
        <source>As the plan names them</source>
        <translation>Wie der Plan es nennt</translation>
    </message>
</context>
<context>
    <name>holdpoint::ChartMenuButton</name>
    <message>
        <source>Choose and copy</source>
        <translation>Auswählen und kopieren</translation>
    </message>
</context>
<context>
    <name>holdpoint::ChartTable</name>
    <message>
        <source>elapsed</source>
        <translation>vergangen</translation>
    </message>
</context>
<context>
    <name>holdpoint::ChecklistModel</name>
    <message>
        <source>no %1 in the plan</source>
        <translation>kein %1 im Plan</translation>
    </message>
    <message>
        <source>not set: %1</source>
        <translation>nicht gesetzt: %1</translation>
    </message>
    <message>
        <source>blocked by %1</source>
        <translation>blockiert durch %1</translation>
    </message>
    <message>
        <source>, due %1</source>
        <translation>, fällig %1</translation>
    </message>
    <message>
        <source>, by %1</source>
        <translation>, von %1</translation>
    </message>
    <message>
        <source>no sensor yet</source>
        <translation>noch kein Sensor</translation>
    </message>
    <message>
        <source>not done yet</source>
        <translation>noch nicht erledigt</translation>
    </message>
    <message>
        <source>not sensed yet</source>
        <translation>noch nicht abgefragt</translation>
    </message>
    <message>
        <source>Item</source>
        <translation>Prüfpunkt</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Value seen</source>
        <translation>Gesehener Wert</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Wer</translation>
    </message>
</context>
<context>
    <name>holdpoint::ChecklistPage</name>
    <message>
        <source>Done: %1</source>
        <translation>Erledigt: %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>the test window is open; its tab closes it.</source>
        <translation>Das Testfenster ist offen; sein Reiter schließt es.</translation>
    </message>
    <message>
        <source>Something is being done already. Wait for its end, or stop it.</source>
        <translation>Es läuft schon etwas. Das Ende abwarten oder es anhalten.</translation>
    </message>
    <message>
        <source>Begun: %1</source>
        <translation>Begonnen: %1</translation>
    </message>
    <message>
        <source>Do it</source>
        <translation>Ausführen</translation>
    </message>
    <message>
        <source>The plan brings this command, and nobody has let it run yet. It runs as you, and gets the plan&apos;s secrets. Your yes is kept for this plan and this command.</source>
        <translation>Der Plan bringt diesen Befehl mit, und noch niemand hat ihn freigegeben. Er läuft unter Ihrem Konto und bekommt die Geheimnisse des Plans. Ihr Ja gilt für diesen Plan und diesen Befehl.</translation>
    </message>
    <message>
        <source>It was %1. Others get it a second time.</source>
        <translation>Ergebnis: %1. Andere bekommen es ein zweites Mal.</translation>
    </message>
    <message>
        <source>Go on without what fails</source>
        <translation>Ohne das Fehlschlagende fortfahren</translation>
    </message>
    <message>
        <source>Run it</source>
        <translation>Ausführen</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>Erneut senden</translation>
    </message>
    <message>
        <source>test window open</source>
        <translation>Testfenster offen</translation>
    </message>
    <message>
        <source>test window, %1</source>
        <translation>Testfenster, %1</translation>
    </message>
    <message>
        <source>Tells nobody: the plan names no service for it.</source>
        <translation>Benachrichtigt niemanden: Der Plan nennt keinen Dienst dafür.</translation>
    </message>
    <message>
        <source>Tells: %1.</source>
        <translation>Benachrichtigt: %1.</translation>
    </message>
    <message>
        <source>Leaves out: %1.</source>
        <translation>Lässt aus: %1.</translation>
    </message>
    <message>
        <source>Test window</source>
        <translation>Testfenster</translation>
    </message>
    <message>
        <source>Go on opening the test window</source>
        <translation>Testfenster weiter öffnen</translation>
    </message>
    <message>
        <source>Open the test window</source>
        <translation>Testfenster öffnen</translation>
    </message>
    <message>
        <source>What is announced already is not sent a second time.</source>
        <translation>Was schon angekündigt ist, wird nicht erneut gesendet.</translation>
    </message>
    <message>
        <source>From now until its end everybody knows that load comes. Its end takes all of it back.</source>
        <translation>Von jetzt bis zum Ende wissen alle, dass Last kommt. Das Ende nimmt alles zurück.</translation>
    </message>
    <message>
        <source>Announced for (like 75m or 1h30m)</source>
        <translation>Angekündigt für (etwa 75m oder 1h30m)</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Fortfahren</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Close the test window</source>
        <translation>Testfenster schließen</translation>
    </message>
    <message>
        <source>Every step is taken back or completed, and asked again whether it is so.</source>
        <translation>Jeder Schritt wird zurückgenommen oder abgeschlossen und nochmals nachgesehen.</translation>
    </message>
    <message>
        <source>Nothing is left to take back.</source>
        <translation>Es ist nichts zurückzunehmen.</translation>
    </message>
    <message>
        <source>Ends: %1.</source>
        <translation>Beendet: %1.</translation>
    </message>
    <message>
        <source>Close it</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>The test window is open and announced.</source>
        <translation>Das Testfenster ist offen und angekündigt.</translation>
    </message>
    <message>
        <source>The test window is closed and everything is taken back.</source>
        <translation>Das Testfenster ist geschlossen und alles ist zurückgenommen.</translation>
    </message>
    <message>
        <source>Settle</source>
        <translation>Klären</translation>
    </message>
    <message>
        <source>Look there, then say what is true. Your word is kept with your name.</source>
        <translation>Dort nachsehen, dann sagen, was stimmt. Ihre Aussage wird mit Ihrem Namen festgehalten.</translation>
    </message>
    <message>
        <source>What is true</source>
        <translation>Was stimmt</translation>
    </message>
    <message>
        <source>It has ended</source>
        <translation>Es ist beendet</translation>
    </message>
    <message>
        <source>It has not ended: end it</source>
        <translation>Es ist nicht beendet: beenden</translation>
    </message>
    <message>
        <source>Leave it out</source>
        <translation>Auslassen</translation>
    </message>
    <message>
        <source>It is there</source>
        <translation>Es ist da</translation>
    </message>
    <message>
        <source>It is not there: send it</source>
        <translation>Es ist nicht da: senden</translation>
    </message>
    <message>
        <source>What you saw</source>
        <translation>Was Sie gesehen haben</translation>
    </message>
    <message>
        <source>Settled: %1</source>
        <translation>Geklärt: %1</translation>
    </message>
    <message>
        <source>This item is %1: there is nothing to override.</source>
        <translation>Dieser Punkt ist %1: Es gibt nichts zu übersteuern.</translation>
    </message>
    <message>
        <source>A roll-up follows its lines. Override the line that blocks.</source>
        <translation>Ein Sammelpunkt folgt seinen Zeilen. Die blockierende Zeile übersteuern.</translation>
    </message>
    <message>
        <source>Only a signature decides this line.</source>
        <translation>Nur eine Signatur entscheidet diese Zeile.</translation>
    </message>
    <message>
        <source>This item is %1: there is nothing to defer.</source>
        <translation>Dieser Punkt ist %1: Es gibt nichts zu vertagen.</translation>
    </message>
    <message>
        <source>A killer item cannot be deferred.</source>
        <translation>Ein Muss-Punkt kann nicht vertagt werden.</translation>
    </message>
    <message>
        <source>A roll-up follows its lines. Defer the line that blocks.</source>
        <translation>Ein Sammelpunkt folgt seinen Zeilen. Die blockierende Zeile vertagen.</translation>
    </message>
    <message>
        <source>It belongs to no gate, so it cannot be deferred to a later one.</source>
        <translation>Er gehört zu keiner Freigabe und kann daher auf keine spätere vertagt werden.</translation>
    </message>
    <message>
        <source>As: %1, %2</source>
        <translation>Als: %1, %2</translation>
    </message>
    <message>
        <source>no role</source>
        <translation>keine Rolle</translation>
    </message>
    <message>
        <source>Confirmed: %1</source>
        <translation>Bestätigt: %1</translation>
    </message>
    <message>
        <source>Reopen</source>
        <translation>Wieder öffnen</translation>
    </message>
    <message>
        <source>What was decided stays in the history.</source>
        <translation>Was entschieden wurde, bleibt im Verlauf.</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Override</source>
        <translation>Übersteuern</translation>
    </message>
    <message>
        <source>Only the Technical Lead may override this item. It is never green, and page 1 of the report says so first.</source>
        <translation>Nur der Technical Lead darf diesen Punkt übersteuern. Er wird nie grün, und Seite 1 des Berichts nennt ihn zuerst.</translation>
    </message>
    <message>
        <source>An overridden item is never green.</source>
        <translation>Ein übersteuerter Punkt wird nie grün.</translation>
    </message>
    <message>
        <source>An override needs a role. Choose yours in Dossier, Settings.</source>
        <translation>Übersteuern verlangt eine Rolle. Sie wird unter Dossier, Einstellungen gewählt.</translation>
    </message>
    <message>
        <source>You act as %1.</source>
        <translation>Sie handeln als %1.</translation>
    </message>
    <message>
        <source>Reason (needed, printed on page 1 of the report)</source>
        <translation>Grund (nötig, steht auf Seite 1 des Berichts)</translation>
    </message>
    <message>
        <source>Overridden: %1</source>
        <translation>Übersteuert: %1</translation>
    </message>
    <message>
        <source>Defer</source>
        <translation>Vertagen</translation>
    </message>
    <message>
        <source>It blocks the later gate instead.</source>
        <translation>Er blockiert stattdessen die spätere Freigabe.</translation>
    </message>
    <message>
        <source>Defer to</source>
        <translation>Vertagen auf</translation>
    </message>
    <message>
        <source>Reason (needed, printed in the report)</source>
        <translation>Grund (nötig, steht im Bericht)</translation>
    </message>
    <message>
        <source>Attached %1</source>
        <translation>Angehängt: %1</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Note (printed in the report)</source>
        <translation>Notiz (steht im Bericht)</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Enter value</source>
        <translation>Wert eingeben</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Note (the computed value stays beside yours)</source>
        <translation>Notiz (der berechnete Wert bleibt neben Ihrem)</translation>
    </message>
    <message>
        <source>next open</source>
        <translation>nächster offener</translation>
    </message>
    <message>
        <source>confirm</source>
        <translation>bestätigen</translation>
    </message>
    <message>
        <source>override…</source>
        <translation>übersteuern…</translation>
    </message>
    <message>
        <source>defer…</source>
        <translation>vertagen…</translation>
    </message>
    <message>
        <source>evidence…</source>
        <translation>Nachweis…</translation>
    </message>
    <message>
        <source>re-check</source>
        <translation>neu prüfen</translation>
    </message>
    <message>
        <source>filter</source>
        <translation>filtern</translation>
    </message>
    <message>
        <source>all keys</source>
        <translation>alle Tasten</translation>
    </message>
    <message>
        <source>No release open. Open a dossier or start the rehearsal: its checklist shows here.</source>
        <translation>Kein Release offen. Ein Dossier öffnen oder die Probe starten: Die Prüfliste erscheint hier.</translation>
    </message>
    <message>
        <source>Sense all</source>
        <translation>Alle abfragen</translation>
    </message>
    <message>
        <source>Go for load…</source>
        <translation>Last freigeben…</translation>
    </message>
    <message>
        <source>Add evidence</source>
        <translation>Nachweis anfügen</translation>
    </message>
    <message>
        <source>Filter items, states, values, sources, owners</source>
        <translation>Punkte, Zustände, Werte, Quellen, Zuständige filtern</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>GO</source>
        <translation>GO</translation>
    </message>
    <message>
        <source>NO-GO</source>
        <translation>NO-GO</translation>
    </message>
    <message>
        <source>Accept results…</source>
        <translation>Ergebnisse annehmen…</translation>
    </message>
    <message>
        <source>Go to sign-off…</source>
        <translation>Zur Abnahme…</translation>
    </message>
    <message>
        <source>Decide…</source>
        <translation>Entscheiden…</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Esc closes</source>
        <translation>Esc schließt</translation>
    </message>
    <message>
        <source>%1 of %2 shown, Esc clears</source>
        <translation>%1 von %2 gezeigt, Esc hebt auf</translation>
    </message>
    <message>
        <source>Checklist</source>
        <translation>Prüfliste</translation>
    </message>
    <message numerus="yes">
        <source>%n item(s)</source>
        <translation>
            <numerusform>%n Punkt</numerusform>
            <numerusform>%n Punkte</numerusform>
        </translation>
    </message>
    <message>
        <source>No machine can be asked about %1.</source>
        <translation>Keine Maschine kann gefragt werden nach: %1.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>re-checking %1 of %2</source>
        <translation>prüft neu: %1 von %2</translation>
    </message>
    <message>
        <source>%1, %2 is slow</source>
        <translation>%1, %2 ist langsam</translation>
    </message>
    <message>
        <source>Stopped. What had been answered is stored.</source>
        <translation>Angehalten. Was beantwortet war, ist gespeichert.</translation>
    </message>
    <message>
        <source>Re-checked %1</source>
        <translation>Neu geprüft: %1</translation>
    </message>
    <message>
        <source>A test window lasts at least 1m.</source>
        <translation>Ein Testfenster dauert mindestens 1m.</translation>
    </message>
    <message>
        <source>the release was closed</source>
        <translation>das Release wurde geschlossen</translation>
    </message>
    <message>
        <source>no section</source>
        <translation>kein Abschnitt</translation>
    </message>
    <message>
        <source>section %1</source>
        <translation>Abschnitt %1</translation>
    </message>
    <message>
        <source>sections %1–%2</source>
        <translation>Abschnitte %1–%2</translation>
    </message>
    <message>
        <source>before load</source>
        <translation>vor der Last</translation>
    </message>
    <message>
        <source>results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>sign-off</source>
        <translation>Abnahme</translation>
    </message>
    <message>
        <source>%1. Re-check (R) asks.</source>
        <translation>%1. „Neu prüfen“ (R) fragt.</translation>
    </message>
    <message>
        <source>Reopened: %1</source>
        <translation>Wieder geöffnet: %1</translation>
    </message>
    <message>
        <source>Deferred to %1: %2</source>
        <translation>Verschoben auf %1: %2</translation>
    </message>
    <message>
        <source>Note saved: %1</source>
        <translation>Notiz gespeichert: %1</translation>
    </message>
</context>
<context>
    <name>holdpoint::ChecklistTree</name>
    <message>
        <source>not applicable</source>
        <translation>entfällt</translation>
    </message>
    <message>
        <source>%1 of %2 pass</source>
        <translation>%1 von %2 erfüllt</translation>
    </message>
    <message>
        <source>Checklist</source>
        <translation>Prüfliste</translation>
    </message>
</context>
<context>
    <name>holdpoint::ComparePanel</name>
    <message>
        <source>run %1, %2, %3, %4</source>
        <translation>Lauf %1, %2, %3, %4</translation>
    </message>
    <message>
        <source>Other dossier…</source>
        <translation>Anderes Dossier…</translation>
    </message>
    <message>
        <source>Compare with</source>
        <translation>Vergleichen mit</translation>
    </message>
    <message>
        <source>Comparison of two runs</source>
        <translation>Vergleich zweier Läufe</translation>
    </message>
    <message>
        <source>Compare with a run of another release</source>
        <translation>Mit dem Lauf eines anderen Releases vergleichen</translation>
    </message>
    <message>
        <source>Dossiers (*.holdpoint)</source>
        <translation>Dossiers (*.holdpoint)</translation>
    </message>
    <message>
        <source>%1 has no ended run of this test.</source>
        <translation>%1 hat keinen beendeten Lauf dieses Tests.</translation>
    </message>
    <message>
        <source>Choose a run above.</source>
        <translation>Oben einen Lauf wählen.</translation>
    </message>
    <message>
        <source>There is no other run of this test; take one of another dossier.</source>
        <translation>Es gibt keinen anderen Lauf dieses Tests; einen aus einem anderen Dossier nehmen.</translation>
    </message>
    <message>
        <source>Comparing…</source>
        <translation>Vergleicht…</translation>
    </message>
    <message>
        <source>Differences with their 95 % intervals; less than the noise is the same.</source>
        <translation>Differenzen mit 95-%-Intervall; was kleiner als das Rauschen ist, gilt als gleich.</translation>
    </message>
</context>
<context>
    <name>holdpoint::ConnectionForm</name>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>Private CA</source>
        <translation>Eigene CA</translation>
    </message>
    <message>
        <source>DSN</source>
        <translation>DSN</translation>
    </message>
    <message>
        <source>Connection test</source>
        <translation>Verbindungstest</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Testen</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Details kopieren</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen…</translation>
    </message>
    <message numerus="yes">
        <source>%n checklist item(s)</source>
        <translation>
            <numerusform>%n Prüfpunkt</numerusform>
            <numerusform>%n Prüfpunkte</numerusform>
        </translation>
    </message>
    <message>
        <source>no checklist item asks it</source>
        <translation>kein Prüfpunkt fragt sie</translation>
    </message>
    <message>
        <source>blocks %1</source>
        <translation>blockiert %1</translation>
    </message>
    <message>
        <source>feeds %1</source>
        <translation>speist %1</translation>
    </message>
    <message>
        <source>ca.pem, beside the plan</source>
        <translation>ca.pem, neben dem Plan</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>a flow of the plan goes there</source>
        <translation>ein Ablauf des Plans geht dorthin</translation>
    </message>
    <message>
        <source>from the environment; no_proxy excepts hosts</source>
        <translation>aus der Umgebung; no_proxy nimmt Hosts aus</translation>
    </message>
    <message>
        <source>trusted besides the system&apos;s, for all sources</source>
        <translation>gilt zusätzlich zu denen des Systems, für alle Quellen</translation>
    </message>
    <message>
        <source>not set; several with commas</source>
        <translation>nicht gesetzt; mehrere mit Komma</translation>
    </message>
    <message>
        <source>not set</source>
        <translation>nicht gesetzt</translation>
    </message>
    <message>
        <source>the name of a variable of the env file</source>
        <translation>der Name einer Variablen der Env-Datei</translation>
    </message>
    <message>
        <source>nothing sets it, %1</source>
        <translation>nichts setzt sie, %1</translation>
    </message>
    <message>
        <source>set in the plan itself, %1: write ${NAME}</source>
        <translation>im Plan selbst gesetzt, %1: ${NAME} schreiben</translation>
    </message>
    <message>
        <source>set, %1</source>
        <translation>gesetzt, %1</translation>
    </message>
    <message>
        <source>from %1, %2</source>
        <translation>aus %1, %2</translation>
    </message>
    <message numerus="yes">
        <source>%n more setting(s)</source>
        <translation>
            <numerusform>%n weitere Einstellung</numerusform>
            <numerusform>%n weitere Einstellungen</numerusform>
        </translation>
    </message>
    <message>
        <source>Accept this certificate although it is not trusted</source>
        <translation>Dieses Zertifikat annehmen, obwohl ihm nicht vertraut wird</translation>
    </message>
    <message>
        <source>An exception for this host. It is printed in the report.</source>
        <translation>Eine Ausnahme für diesen Host. Sie steht im Bericht.</translation>
    </message>
    <message>
        <source>not tested yet</source>
        <translation>noch nicht getestet</translation>
    </message>
    <message>
        <source>%1 UTC, %2 of %3 steps</source>
        <translation>%1 UTC, %2 von %3 Schritten</translation>
    </message>
    <message>
        <source>%1 has no URL</source>
        <translation>%1 hat keine URL</translation>
    </message>
    <message>
        <source>Nothing sets %1. Set it in the env file or the environment and open the release again, or enter the URL and save.</source>
        <translation>Nichts setzt %1. In der Env-Datei oder der Umgebung setzen und das Release neu öffnen, oder die URL eingeben und speichern.</translation>
    </message>
    <message>
        <source>The plan names no %1</source>
        <translation>Der Plan nennt kein %1</translation>
    </message>
    <message>
        <source>Fill in the settings and save, or add this to the plan under monitoring. Values in ${} come from the env file or the environment.</source>
        <translation>Die Einstellungen ausfüllen und speichern oder dies im Plan unter monitoring ergänzen. Werte in ${} kommen aus der Env-Datei oder der Umgebung.</translation>
    </message>
    <message numerus="yes">
        <source>Until it answers, %n item(s) wait.</source>
        <translation>
            <numerusform>Bis sie antwortet, wartet %n Punkt.</numerusform>
            <numerusform>Bis sie antwortet, warten %n Punkte.</numerusform>
        </translation>
    </message>
    <message>
        <source>To see the same outside Holdpoint:</source>
        <translation>Um dasselbe außerhalb von Holdpoint zu sehen:</translation>
    </message>
    <message>
        <source>Testing…</source>
        <translation>Testet…</translation>
    </message>
    <message>
        <source>Test again</source>
        <translation>Erneut testen</translation>
    </message>
    <message>
        <source>Change a setting first.</source>
        <translation>Zuerst eine Einstellung ändern.</translation>
    </message>
    <message>
        <source>not tried</source>
        <translation>nicht versucht</translation>
    </message>
    <message>
        <source>FAILED </source>
        <translation>FEHLGESCHLAGEN </translation>
    </message>
</context>
<context>
    <name>holdpoint::ConnectionsPage</name>
    <message>
        <source>Saved in %1</source>
        <translation>Gespeichert in %1</translation>
    </message>
    <message>
        <source>Remove source</source>
        <translation>Quelle entfernen</translation>
    </message>
    <message>
        <source>Remove %1 from the plan?</source>
        <translation>%1 aus dem Plan entfernen?</translation>
    </message>
    <message>
        <source>No checklist item asks it.</source>
        <translation>Kein Prüfpunkt fragt sie.</translation>
    </message>
    <message numerus="yes">
        <source>%n checklist item(s) ask it, and stay unknown without it.</source>
        <translation>
            <numerusform>%n Prüfpunkt fragt sie und bleibt ohne sie unbekannt.</numerusform>
            <numerusform>%n Prüfpunkte fragen sie und bleiben ohne sie unbekannt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Its lines go out of %1; the dossier keeps the plan as it was.</source>
        <translation>Ihre Zeilen verlassen %1; das Dossier behält den bisherigen Plan.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Removed %1</source>
        <translation>Entfernt: %1</translation>
    </message>
    <message>
        <source>The plan names every kind of source</source>
        <translation>Der Plan nennt jede Art von Quelle</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>Quellen</translation>
    </message>
    <message>
        <source>Items of this source</source>
        <translation>Prüfpunkte dieser Quelle</translation>
    </message>
    <message>
        <source>No release open. The sources that its plan names show here, and can be tested one by one.</source>
        <translation>Kein Release offen. Die Quellen seines Plans erscheinen hier und lassen sich einzeln testen.</translation>
    </message>
    <message>
        <source>Test all</source>
        <translation>Alle testen</translation>
    </message>
    <message>
        <source>Add source…</source>
        <translation>Quelle hinzufügen…</translation>
    </message>
    <message>
        <source>Item</source>
        <translation>Prüfpunkt</translation>
    </message>
    <message>
        <source>Section</source>
        <translation>Abschnitt</translation>
    </message>
    <message numerus="yes">
        <source>%n source(s)</source>
        <translation>
            <numerusform>%n Quelle</numerusform>
            <numerusform>%n Quellen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 · secrets come from the env file or the environment, never into the dossier</source>
        <translation>%1 · Geheimnisse kommen aus der Env-Datei oder der Umgebung, nie ins Dossier</translation>
    </message>
    <message>
        <source>%1 has no settings of its own; its item&apos;s details say where it is asked.</source>
        <translation>%1 hat keine eigenen Einstellungen; die Details des Prüfpunkts sagen, wo gefragt wird.</translation>
    </message>
    <message>
        <source>Tested %1: %2</source>
        <translation>%1 getestet: %2</translation>
    </message>
    <message>
        <source>The plan&apos;s flows and base_url say where load goes.</source>
        <translation>Die Abläufe des Plans und base_url sagen, wohin die Last geht.</translation>
    </message>
    <message>
        <source>The plan&apos;s file is not here: %1</source>
        <translation>Die Plandatei ist nicht hier: %1</translation>
    </message>
    <message>
        <source>Blocked by %1</source>
        <translation>Blockiert durch %1</translation>
    </message>
    <message>
        <source>Asked of %1</source>
        <translation>Gefragt bei %1</translation>
    </message>
    <message>
        <source>no item needs it</source>
        <translation>kein Prüfpunkt braucht sie</translation>
    </message>
    <message>
        <source>they wait for its answer</source>
        <translation>sie warten auf die Antwort</translation>
    </message>
    <message>
        <source>Copied the details of %1</source>
        <translation>Details von %1 kopiert</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
</context>
<context>
    <name>holdpoint::CounterBar</name>
    <message>
        <source>pass</source>
        <translation>erfüllt</translation>
    </message>
    <message>
        <source>overridden</source>
        <translation>übersteuert</translation>
    </message>
    <message>
        <source>deferred</source>
        <translation>vertagt</translation>
    </message>
    <message>
        <source>fail</source>
        <translation>verfehlt</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>stale</source>
        <translation>veraltet</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>n/a</source>
        <translation>entfällt</translation>
    </message>
    <message numerus="yes">
        <source>%n item(s)</source>
        <translation>
            <numerusform>%n Punkt</numerusform>
            <numerusform>%n Punkte</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>holdpoint::DoDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>holdpoint::ErrorsView</name>
    <message>
        <source>No error in run %1.</source>
        <translation>Kein Fehler in Lauf %1.</translation>
    </message>
</context>
<context>
    <name>holdpoint::EvidencePanel</name>
    <message>
        <source>self %1</source>
        <translation>selbst %1</translation>
    </message>
    <message>
        <source>%1 events</source>
        <translation>%1 Ereignisse</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>Erneut fragen</translation>
    </message>
    <message>
        <source>Ctrl+T</source>
        <translation>Strg+T</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Nachweis</translation>
    </message>
    <message>
        <source>Ctrl+T, or a click on a peak, lists the slow and failed traces and the issues of that time.</source>
        <translation>Strg+T oder ein Klick auf eine Spitze listet die langsamen und fehlgeschlagenen Traces und die Issues dieser Zeit.</translation>
    </message>
    <message>
        <source>%1: the plan&apos;s monitoring names no Jaeger and no Sentry; only the kept requests can be shown.</source>
        <translation>%1: Die Überwachung des Plans nennt weder Jaeger noch Sentry; nur die aufbewahrten Anfragen sind zu sehen.</translation>
    </message>
    <message>
        <source>%1: asking Jaeger and Sentry</source>
        <translation>%1: fragt Jaeger und Sentry</translation>
    </message>
    <message>
        <source>Slow traces</source>
        <translation>Langsame Traces</translation>
    </message>
    <message>
        <source>Failed traces</source>
        <translation>Fehlgeschlagene Traces</translation>
    </message>
    <message>
        <source>New issues</source>
        <translation>Neue Issues</translation>
    </message>
    <message>
        <source>Regressed issues</source>
        <translation>Wiedergekehrte Issues</translation>
    </message>
    <message>
        <source>Kept requests</source>
        <translation>Aufbewahrte Anfragen</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Anfrage</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Asked for traces: the first %1 of %2 services; the plan&apos;s monitoring.jaeger.services names others.</source>
        <translation>Nach Traces gefragt: die ersten %1 von %2 Diensten; andere nennt monitoring.jaeger.services im Plan.</translation>
    </message>
    <message>
        <source>No request of run %1 failed so far.</source>
        <translation>Bisher ist keine Anfrage von Lauf %1 gescheitert.</translation>
    </message>
    <message>
        <source>first %1, last %2</source>
        <translation>erster %1, letzter %2</translation>
    </message>
    <message>
        <source>%1: traces of %2 and longer, failed traces, issues; times in UTC</source>
        <translation>%1: Traces ab %2, fehlgeschlagene Traces, Issues; Zeiten in UTC</translation>
    </message>
    <message>
        <source>VU %1 did not hear message %2 of VU %3</source>
        <translation>VU %1 hörte Nachricht %2 von VU %3 nicht</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>keine Antwort</translation>
    </message>
    <message>
        <source>Kept of it: %1</source>
        <translation>Davon aufgehoben: %1</translation>
    </message>
    <message>
        <source>Run %1: kept requests and answers of the first errors of each class and step; times in UTC</source>
        <translation>Lauf %1: aufbewahrte Anfragen und Antworten der ersten Fehler je Klasse und Schritt; Zeiten in UTC</translation>
    </message>
</context>
<context>
    <name>holdpoint::ExceptionModel</name>
    <message>
        <source>Item</source>
        <translation>Prüfpunkt</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Von</translation>
    </message>
</context>
<context>
    <name>holdpoint::ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Export report</source>
        <translation>Bericht exportieren</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>Durchsuchen…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>This is a file.</source>
        <translation>Das ist eine Datei.</translation>
    </message>
    <message>
        <source>The folder is there: a former report in it is replaced.</source>
        <translation>Den Ordner gibt es: Ein früherer Bericht darin wird ersetzt.</translation>
    </message>
    <message>
        <source>The folder will be made.</source>
        <translation>Der Ordner wird angelegt.</translation>
    </message>
    <message>
        <source>Export the report into</source>
        <translation>Bericht exportieren nach</translation>
    </message>
</context>
<context>
    <name>holdpoint::ExportPanel</name>
    <message>
        <source>the record</source>
        <translation>das Protokoll</translation>
    </message>
    <message>
        <source>one file, offline</source>
        <translation>eine Datei, offline</translation>
    </message>
    <message>
        <source>checklist</source>
        <translation>Prüfliste</translation>
    </message>
    <message>
        <source>for CI servers</source>
        <translation>für CI-Server</translation>
    </message>
    <message>
        <source>every second</source>
        <translation>jede Sekunde</translation>
    </message>
    <message>
        <source>k6 summary</source>
        <translation>k6-Zusammenfassung</translation>
    </message>
    <message>
        <source>histograms</source>
        <translation>Histogramme</translation>
    </message>
    <message>
        <source>runs with --samples</source>
        <translation>Läufe mit --samples</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>Drucken…</translation>
    </message>
    <message>
        <source>Formats</source>
        <translation>Formate</translation>
    </message>
    <message>
        <source>Checks before export</source>
        <translation>Prüfungen vor dem Export</translation>
    </message>
    <message numerus="yes">
        <source>Export %n format(s)…</source>
        <translation>
            <numerusform>%n Format exportieren…</numerusform>
            <numerusform>%n Formate exportieren…</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancel export</source>
        <translation>Export abbrechen</translation>
    </message>
    <message numerus="yes">
        <source>%n page(s), A4</source>
        <translation>
            <numerusform>%n Seite, A4</numerusform>
            <numerusform>%n Seiten, A4</numerusform>
        </translation>
    </message>
    <message>
        <source>A4</source>
        <translation>A4</translation>
    </message>
    <message>
        <source>No release is open.</source>
        <translation>Kein Release ist offen.</translation>
    </message>
    <message>
        <source>REHEARSAL: cannot be signed off. You can export now; page 1 says so first.</source>
        <translation>PROBE: Abnahme nicht möglich. Export ist möglich; Seite 1 sagt es zuerst.</translation>
    </message>
    <message>
        <source>Released: four valid signatures.</source>
        <translation>Freigegeben: vier gültige Signaturen.</translation>
    </message>
    <message>
        <source>You can export now. The report will say that it is not released.</source>
        <translation>Export ist möglich. Der Bericht sagt dann, dass nicht freigegeben ist.</translation>
    </message>
    <message>
        <source>Four valid signatures, over the record of before: %1.</source>
        <translation>Vier gültige Unterschriften, über den Stand von vorher: %1.</translation>
    </message>
</context>
<context>
    <name>holdpoint::FindingsView</name>
    <message>
        <source>Findings</source>
        <translation>Befunde</translation>
    </message>
    <message>
        <source>Usually mended: %1</source>
        <translation>Übliche Abhilfe: %1</translation>
    </message>
    <message>
        <source>Evidence: %1</source>
        <translation>Nachweis: %1</translation>
    </message>
    <message>
        <source>Boxes: %1</source>
        <translation>Prüfpunkte: %1</translation>
    </message>
    <message>
        <source>%1 not decided</source>
        <translation>%1 nicht entschieden</translation>
    </message>
    <message>
        <source>No evidence of a bottleneck</source>
        <translation>Kein Hinweis auf einen Engpass</translation>
    </message>
    <message numerus="yes">
        <source>%n rule(s) not decided</source>
        <translation>
            <numerusform>%n Regel nicht entschieden</numerusform>
            <numerusform>%n Regeln nicht entschieden</numerusform>
        </translation>
    </message>
    <message>
        <source>Enter or a double click folds them.</source>
        <translation>Eingabe oder Doppelklick klappt sie zu.</translation>
    </message>
    <message>
        <source>Enter or a double click lists them with the reasons.</source>
        <translation>Eingabe oder Doppelklick zeigt sie mit den Gründen.</translation>
    </message>
</context>
<context>
    <name>holdpoint::GateBanner</name>
    <message numerus="yes">
        <source>%n item(s)</source>
        <translation>
            <numerusform>%n Punkt</numerusform>
            <numerusform>%n Punkte</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 passed</source>
        <translation>%1 erteilt</translation>
    </message>
    <message>
        <source>%1 was refused: %2</source>
        <translation>%1 wurde verweigert: %2</translation>
    </message>
    <message>
        <source>%1: nothing blocks, decide</source>
        <translation>%1: nichts blockiert, bitte entscheiden</translation>
    </message>
    <message numerus="yes">
        <source>%n cause(s)</source>
        <translation>
            <numerusform>%n Ursache</numerusform>
            <numerusform>%n Ursachen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2 of %3 items block, %4</source>
        <translation>%1: %2 von %3 Punkten blockieren, %4</translation>
    </message>
    <message numerus="yes">
        <source>%n cause(s) block.</source>
        <translation>
            <numerusform>%n Ursache blockiert.</numerusform>
            <numerusform>%n Ursachen blockieren.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 First: %2, %3</source>
        <translation>%1 Zuerst: %2, %3</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 weitere</translation>
    </message>
    <message numerus="yes">
        <source>%n signature(s) are over the record of %1 UTC. Once Sign-off is decided on another record, they are void.</source>
        <translation>
            <numerusform>%n Signatur gilt für das Protokoll von %1 UTC. Wird über ein anderes Protokoll entschieden, verfällt sie.</numerusform>
            <numerusform>%n Signaturen gelten für das Protokoll von %1 UTC. Wird über ein anderes Protokoll entschieden, verfallen sie.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 is on hold again: %2 of %3 items block, %4</source>
        <translation>%1 steht wieder auf HALT: %2 von %3 Punkten blockieren, %4</translation>
    </message>
</context>
<context>
    <name>holdpoint::GateDecider</name>
    <message>
        <source>Not decided: the re-check was stopped. A gate is decided on what is true now.</source>
        <translation>Nicht entschieden: Die neue Prüfung wurde angehalten. Entschieden wird nach dem, was jetzt gilt.</translation>
    </message>
    <message>
        <source>Reason (needed for a No-go)</source>
        <translation>Grund (nötig für ein No-go)</translation>
    </message>
    <message>
        <source>As: %1, %2</source>
        <translation>Als: %1, %2</translation>
    </message>
    <message>
        <source>no role</source>
        <translation>keine Rolle</translation>
    </message>
    <message>
        <source>Go</source>
        <translation>Go</translation>
    </message>
    <message>
        <source>No-go</source>
        <translation>No-go</translation>
    </message>
    <message>
        <source>the release was closed</source>
        <translation>das Release wurde geschlossen</translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) asked again, at %1 UTC.</source>
        <translation>
            <numerusform>%n Punkt erneut gefragt, um %1 UTC.</numerusform>
            <numerusform>%n Punkte erneut gefragt, um %1 UTC.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>holdpoint::HeadroomBars</name>
    <message>
        <source>Resources, the first to saturate on top</source>
        <translation>Ressourcen, die zuerst gesättigte oben</translation>
    </message>
    <message>
        <source>No resource peaks: the plan has no threshold over Prometheus.</source>
        <translation>Keine Ressourcen: kein Schwellenwert über Prometheus.</translation>
    </message>
</context>
<context>
    <name>holdpoint::HeatMapView</name>
    <message>
        <source>Menu of the chart %1</source>
        <translation>Menü des Diagramms %1</translation>
    </message>
    <message>
        <source>%1, latencies from %2 to %3</source>
        <translation>%1, Latenzen von %2 bis %3</translation>
    </message>
    <message>
        <source>%1k/s</source>
        <translation>%1k/s</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>latency from ms</source>
        <translation>Latenz ab ms</translation>
    </message>
    <message>
        <source>latency to ms</source>
        <translation>Latenz bis ms</translation>
    </message>
    <message>
        <source>count</source>
        <translation>Anzahl</translation>
    </message>
</context>
<context>
    <name>holdpoint::ImportChecklistDialog</name>
    <message>
        <source>Use it for the open release</source>
        <translation>Für das offene Release verwenden</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Import checklist</source>
        <translation>Prüfliste importieren</translation>
    </message>
    <message>
        <source>A Markdown file with - [ ] boxes</source>
        <translation>Eine Markdown-Datei mit Kästchen - [ ]</translation>
    </message>
    <message>
        <source>Headings become sections, boxes become items that a person confirms, a box with boxes below it follows them. Sensors can be bound to the items later, in the template.</source>
        <translation>Überschriften werden Abschnitte, Kästchen werden Prüfpunkte, die jemand bestätigt; ein Kästchen mit Kästchen darunter folgt diesen. Sensoren lassen sich später in der Vorlage anbinden.</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>Durchsuchen…</translation>
    </message>
    <message>
        <source>Markdown</source>
        <translation>Markdown</translation>
    </message>
    <message>
        <source>Holds the gate</source>
        <translation>Hält die Freigabe</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Vorlage</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Markdown checklist</source>
        <translation>Markdown-Prüfliste</translation>
    </message>
    <message>
        <source>Markdown (*.md *.markdown *.txt)</source>
        <translation>Markdown (*.md *.markdown *.txt)</translation>
    </message>
    <message>
        <source>%1: %2 in %3.</source>
        <translation>%1: %2 in %3.</translation>
    </message>
    <message numerus="yes">
        <source>%n box(es)</source>
        <translation>
            <numerusform>%n Kästchen</numerusform>
            <numerusform>%n Kästchen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n section(s)</source>
        <translation>
            <numerusform>%n Abschnitt</numerusform>
            <numerusform>%n Abschnitten</numerusform>
        </translation>
    </message>
    <message>
        <source>Note: %1</source>
        <translation>Hinweis: %1</translation>
    </message>
    <message numerus="yes">
        <source>and %n more note(s)</source>
        <translation>
            <numerusform>und %n weiterer Hinweis</numerusform>
            <numerusform>und %n weitere Hinweise</numerusform>
        </translation>
    </message>
    <message>
        <source>Name a Markdown file with task boxes.</source>
        <translation>Eine Markdown-Datei mit Aufgabenkästchen angeben.</translation>
    </message>
    <message>
        <source>%1 is written. The plan was not changed: %2</source>
        <translation>%1 ist geschrieben. Der Plan blieb unverändert: %2</translation>
    </message>
</context>
<context>
    <name>holdpoint::ItemDetails</name>
    <message>
        <source>sensed</source>
        <translation>gemessen</translation>
    </message>
    <message>
        <source>roll-up</source>
        <translation>Sammelpunkt</translation>
    </message>
    <message>
        <source>action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>a person confirms</source>
        <translation>eine Person bestätigt</translation>
    </message>
    <message>
        <source>proposed, then confirmed</source>
        <translation>vorgeschlagen, dann bestätigt</translation>
    </message>
    <message>
        <source>alarm</source>
        <translation>Alarm</translation>
    </message>
    <message>
        <source>form</source>
        <translation>Formular</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation>Bestätigen</translation>
    </message>
    <message>
        <source>Add evidence…</source>
        <translation>Nachweis…</translation>
    </message>
    <message>
        <source>Override…</source>
        <translation>Ausnahme…</translation>
    </message>
    <message>
        <source>Defer…</source>
        <translation>Vertagen…</translation>
    </message>
    <message>
        <source>Note…</source>
        <translation>Notiz…</translation>
    </message>
    <message>
        <source>Select an item to see its evidence, its history and what it blocks.</source>
        <translation>Einen Punkt wählen, um Nachweis, Verlauf und was er blockiert zu sehen.</translation>
    </message>
    <message>
        <source> · killer item</source>
        <translation> · Muss-Punkt</translation>
    </message>
    <message>
        <source>Not done yet: Do it starts it, then its sources are asked.</source>
        <translation>Noch nicht erledigt: „Ausführen“ startet es, dann werden die Quellen gefragt.</translation>
    </message>
    <message>
        <source>Not sensed yet: Re-check asks its sources.</source>
        <translation>Noch nicht abgefragt: „Neu prüfen“ fragt die Quellen.</translation>
    </message>
    <message>
        <source>Do it</source>
        <translation>Ausführen</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>Not from here: %1</source>
        <translation>Nicht von hier: %1</translation>
    </message>
    <message>
        <source>Nobody has let this command run yet: you are asked first.</source>
        <translation>Dieser Befehl ist noch nicht freigegeben: Sie werden vorher gefragt.</translation>
    </message>
    <message>
        <source>This command was allowed for this plan.</source>
        <translation>Dieser Befehl ist für diesen Plan freigegeben.</translation>
    </message>
    <message>
        <source>Confirm by hand</source>
        <translation>Von Hand bestätigen</translation>
    </message>
    <message>
        <source>Do it again…</source>
        <translation>Erneut ausführen…</translation>
    </message>
    <message>
        <source>Blocks</source>
        <translation>Blockiert</translation>
    </message>
    <message>
        <source>Gate %1</source>
        <translation>Freigabe: %1</translation>
    </message>
    <message>
        <source>How to fix</source>
        <translation>Abhilfe</translation>
    </message>
    <message>
        <source>How it is checked</source>
        <translation>So wird geprüft</translation>
    </message>
    <message>
        <source>Reopen…</source>
        <translation>Wieder öffnen…</translation>
    </message>
    <message>
        <source>Enter value…</source>
        <translation>Wert eingeben…</translation>
    </message>
    <message>
        <source>Re-check</source>
        <translation>Neu prüfen</translation>
    </message>
    <message>
        <source>Do it…</source>
        <translation>Ausführen…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Something else is being done. It ends first.</source>
        <translation>Etwas anderes läuft noch. Es endet zuerst.</translation>
    </message>
    <message>
        <source>A sensed item is never ticked by hand. It follows what is measured.</source>
        <translation>Ein gemessener Punkt wird nie von Hand abgehakt. Er folgt der Messung.</translation>
    </message>
    <message>
        <source>Only the Technical Lead may override this item.</source>
        <translation>Nur der Technical Lead darf diesen Punkt übersteuern.</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>vor %1</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Nachweis</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>Regel</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Fresh for</source>
        <translation>Frisch für</translation>
    </message>
    <message>
        <source>from</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>file</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Asked and answered</source>
        <translation>Gefragt und geantwortet</translation>
    </message>
    <message>
        <source>%1 UTC</source>
        <translation>%1 UTC</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message numerus="yes">
        <source>%n change(s)</source>
        <translation>
            <numerusform>%n Änderung</numerusform>
            <numerusform>%n Änderungen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>holdpoint::KeySheet</name>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>Überall</translation>
    </message>
    <message>
        <source>the route&apos;s pages</source>
        <translation>die Seiten der Route</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>next, previous area</source>
        <translation>nächster, voriger Bereich</translation>
    </message>
    <message>
        <source>filter</source>
        <translation>filtern</translation>
    </message>
    <message>
        <source>refresh</source>
        <translation>auffrischen</translation>
    </message>
    <message>
        <source>next alarm</source>
        <translation>nächster Alarm</translation>
    </message>
    <message>
        <source>stop load</source>
        <translation>Last anhalten</translation>
    </message>
    <message>
        <source>next, previous open item</source>
        <translation>nächster, voriger offener Punkt</translation>
    </message>
    <message>
        <source>confirm (persons&apos; items only)</source>
        <translation>bestätigen (nur Punkte von Personen)</translation>
    </message>
    <message>
        <source>act on the item</source>
        <translation>am Punkt handeln</translation>
    </message>
    <message>
        <source>add evidence…</source>
        <translation>Nachweis anfügen…</translation>
    </message>
    <message>
        <source>re-check item, sense all, stop</source>
        <translation>Punkt neu prüfen, alle abfragen, anhalten</translation>
    </message>
    <message>
        <source>override…</source>
        <translation>übersteuern…</translation>
    </message>
    <message>
        <source>defer…</source>
        <translation>vertagen…</translation>
    </message>
    <message>
        <source>copy the row as text</source>
        <translation>die Zeile als Text kopieren</translation>
    </message>
    <message>
        <source>move the crosshair; with Shift select a range</source>
        <translation>Fadenkreuz bewegen; mit Umschalt einen Bereich wählen</translation>
    </message>
    <message>
        <source>pause the view, back to live</source>
        <translation>Ansicht anhalten, zurück zum Geschehen</translation>
    </message>
    <message>
        <source>zoom in, out, the whole run; Enter shows the selection</source>
        <translation>hinein, heraus, der ganze Lauf; Enter zeigt die Auswahl</translation>
    </message>
    <message>
        <source>pan a part of the run</source>
        <translation>einen Teil des Laufs verschieben</translation>
    </message>
    <message>
        <source>menu of a chart: choose, copy, table</source>
        <translation>Menü eines Diagramms: wählen, kopieren, Tabelle</translation>
    </message>
    <message>
        <source>unfold, fold the timeline&apos;s lanes</source>
        <translation>Spuren der Zeitleiste auf- und zuklappen</translation>
    </message>
    <message>
        <source>traces and issues, Grafana at that time</source>
        <translation>Traces und Issues, Grafana zu dieser Zeit</translation>
    </message>
    <message>
        <source>acknowledge, outcome of an alarm</source>
        <translation>Alarm quittieren, Ergebnis eintragen</translation>
    </message>
    <message>
        <source>mark this moment of the run…</source>
        <translation>diesen Moment des Laufs markieren…</translation>
    </message>
    <message>
        <source>end the pause, go on now</source>
        <translation>die Pause beenden, jetzt weiter</translation>
    </message>
    <message>
        <source>in the tests: choose, move</source>
        <translation>in den Tests: wählen, verschieben</translation>
    </message>
    <message>
        <source>in the tests: skip, take back</source>
        <translation>in den Tests: auslassen, zurücknehmen</translation>
    </message>
    <message>
        <source>load and thresholds…</source>
        <translation>Last und Schwellenwerte…</translation>
    </message>
    <message>
        <source>keep the load running when a rule is about to stop it</source>
        <translation>die Last weiterlaufen lassen, wenn eine Regel sie anhalten will</translation>
    </message>
    <message>
        <source>test the source, all sources</source>
        <translation>die Quelle testen, alle Quellen</translation>
    </message>
    <message>
        <source>these keys</source>
        <translation>diese Tasten</translation>
    </message>
    <message>
        <source>new release, open a dossier or plan</source>
        <translation>neues Release, Dossier oder Plan öffnen</translation>
    </message>
    <message>
        <source>open, remove from the list</source>
        <translation>öffnen, aus der Liste entfernen</translation>
    </message>
    <message>
        <source>unfold, fold a section</source>
        <translation>einen Abschnitt auf- und zuklappen</translation>
    </message>
    <message>
        <source>from role to role</source>
        <translation>von Rolle zu Rolle</translation>
    </message>
    <message>
        <source>sign</source>
        <translation>signieren</translation>
    </message>
    <message>
        <source>verify</source>
        <translation>prüfen</translation>
    </message>
    <message>
        <source>previous, next page</source>
        <translation>vorige, nächste Seite</translation>
    </message>
    <message>
        <source>show the plan, quit</source>
        <translation>Plan zeigen, beenden</translation>
    </message>
    <message>
        <source>open the run</source>
        <translation>den Lauf öffnen</translation>
    </message>
    <message>
        <source>compare runs, traces and issues</source>
        <translation>Läufe vergleichen, Traces und Issues</translation>
    </message>
    <message>
        <source>worst margin first, or as in the plan</source>
        <translation>kleinster Abstand zuerst, oder wie im Plan</translation>
    </message>
    <message>
        <source>save, take one field back</source>
        <translation>speichern, ein Feld zurücknehmen</translation>
    </message>
    <message>
        <source>100 %, larger, smaller</source>
        <translation>100 %, größer, kleiner</translation>
    </message>
    <message>
        <source>export, print</source>
        <translation>exportieren, drucken</translation>
    </message>
    <message>
        <source>open the item</source>
        <translation>den Punkt öffnen</translation>
    </message>
    <message>
        <source>add a note…</source>
        <translation>Notiz hinzufügen…</translation>
    </message>
    <message>
        <source>save the URL, copy the test, add a source</source>
        <translation>URL speichern, Test kopieren, Quelle hinzufügen</translation>
    </message>
</context>
<context>
    <name>holdpoint::LampModel</name>
    <message>
        <source>no value</source>
        <translation>kein Wert</translation>
    </message>
    <message>
        <source>margin %1</source>
        <translation>Abstand %1</translation>
    </message>
</context>
<context>
    <name>holdpoint::LampPanel</name>
    <message>
        <source>exact</source>
        <translation>genau</translation>
    </message>
    <message>
        <source>Thresholds</source>
        <translation>Schwellenwerte</translation>
    </message>
    <message>
        <source>No threshold is judged yet. They are while a test runs.</source>
        <translation>Noch kein Schwellenwert beurteilt. Das geschieht, während ein Test läuft.</translation>
    </message>
    <message>
        <source>Over the whole test</source>
        <translation>Über den ganzen Test</translation>
    </message>
    <message>
        <source>Over the test so far; the verdict comes at its end</source>
        <translation>Über den bisherigen Test; das Urteil kommt am Ende</translation>
    </message>
    <message>
        <source>%1, critical %2</source>
        <translation>%1, kritisch %2</translation>
    </message>
</context>
<context>
    <name>holdpoint::LiveLog</name>
    <message>
        <source>CRITICAL</source>
        <translation>KRITISCH</translation>
    </message>
    <message>
        <source>CAUTION</source>
        <translation>ACHTUNG</translation>
    </message>
    <message>
        <source>alarm, %1: %2</source>
        <translation>Alarm, %1: %2</translation>
    </message>
    <message>
        <source>alarm ended: %1</source>
        <translation>Alarm beendet: %1</translation>
    </message>
    <message>
        <source>alarm %1 acknowledged by %2</source>
        <translation>Alarm %1 quittiert von %2</translation>
    </message>
    <message>
        <source>alarm %1, outcome: %2</source>
        <translation>Alarm %1, Ergebnis: %2</translation>
    </message>
    <message>
        <source>run %1, %2</source>
        <translation>Lauf %1, %2</translation>
    </message>
    <message>
        <source>%1: began (%2)</source>
        <translation>%1: begonnen (%2)</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <translation>%1: %2, %3</translation>
    </message>
    <message>
        <source>run %1, mark by %2: %3</source>
        <translation>Lauf %1, Marke von %2: %3</translation>
    </message>
    <message>
        <source>run %1: %2</source>
        <translation>Lauf %1: %2</translation>
    </message>
    <message>
        <source>test %1 skipped by %2</source>
        <translation>Test %1 übersprungen von %2</translation>
    </message>
    <message>
        <source>test %1 taken back by %2</source>
        <translation>Test %1 zurückgenommen von %2</translation>
    </message>
    <message>
        <source>run %1 does not count, says %2: %3</source>
        <translation>Lauf %1 zählt nicht, sagt %2: %3</translation>
    </message>
    <message>
        <source>run %1: %2 kept the load running although %3</source>
        <translation>Lauf %1: %2 ließ die Last weiterlaufen, obwohl %3</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Log</translation>
    </message>
    <message>
        <source>Nothing happened yet. Setup, load, alarms, marks and verification are told here.</source>
        <translation>Noch nichts geschehen. Aufbau, Last, Alarme, Marken und Prüfung stehen hier.</translation>
    </message>
    <message>
        <source>%1, times in UTC</source>
        <translation>%1, Zeiten in UTC</translation>
    </message>
    <message>
        <source>run %1 counts again, says %2</source>
        <translation>Lauf %1 zählt wieder, sagt %2</translation>
    </message>
    <message>
        <source>What happened before is being read.</source>
        <translation>Was vorher geschah, wird gelesen.</translation>
    </message>
    <message>
        <source>What happened before cannot be read: %1</source>
        <translation>Was vorher geschah, ist nicht lesbar: %1</translation>
    </message>
</context>
<context>
    <name>holdpoint::LivePage</name>
    <message>
        <source>Tests</source>
        <translation>Tests</translation>
    </message>
    <message>
        <source>Pause view</source>
        <translation>Ansicht anhalten</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Leertaste</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Log</translation>
    </message>
    <message>
        <source>The run cannot be read from the dossier: %1</source>
        <translation>Der Lauf kann nicht aus dem Dossier gelesen werden: %1</translation>
    </message>
    <message>
        <source>Live load</source>
        <translation>Last</translation>
    </message>
    <message>
        <source>%1 to %2 of the run, End returns to live</source>
        <translation>%1 bis %2 des Laufs, Ende kehrt zurück</translation>
    </message>
    <message>
        <source>no run yet: pick tests and start the load</source>
        <translation>noch kein Lauf: Tests wählen und die Last starten</translation>
    </message>
    <message>
        <source>no release is open</source>
        <translation>kein Release ist offen</translation>
    </message>
    <message>
        <source>from intended start</source>
        <translation>ab geplantem Start</translation>
    </message>
    <message>
        <source>from sending</source>
        <translation>ab Absenden</translation>
    </message>
    <message>
        <source>REHEARSAL · </source>
        <translation>PROBE · </translation>
    </message>
    <message>
        <source>run %1 · %2 · ended %3 UTC</source>
        <translation>Lauf %1 · %2 · beendet %3 UTC</translation>
    </message>
    <message>
        <source>Alarms %1</source>
        <translation>Alarme %1</translation>
    </message>
    <message>
        <source>Alarms</source>
        <translation>Alarme</translation>
    </message>
    <message>
        <source>Thresholds</source>
        <translation>Schwellenwerte</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Nachweis</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>Diagramme</translation>
    </message>
    <message>
        <source>Resume view</source>
        <translation>Ansicht fortsetzen</translation>
    </message>
    <message>
        <source>The alarm could not be stored: %1</source>
        <translation>Der Alarm konnte nicht gespeichert werden: %1</translation>
    </message>
    <message>
        <source>Stop and skip</source>
        <translation>Anhalten und auslassen</translation>
    </message>
    <message>
        <source>Stop %1 and go on with the next test?</source>
        <translation>%1 anhalten und mit dem nächsten Test fortfahren?</translation>
    </message>
    <message>
        <source>Answers under way may still come. Its verdict will be ABORTED; what was measured is kept.</source>
        <translation>Laufende Antworten können noch kommen. Das Urteil wird ABGEBROCHEN; was gemessen wurde, bleibt.</translation>
    </message>
    <message>
        <source>Keep running</source>
        <translation>Weiterlaufen lassen</translation>
    </message>
    <message>
        <source>Pause: %1 starts in %2.</source>
        <translation>Pause: %1 startet in %2.</translation>
    </message>
    <message>
        <source>Go on now</source>
        <translation>Jetzt weiter</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Strg+Enter</translation>
    </message>
    <message>
        <source>The load is being stopped: no new requests, answers under way may still come. Its verdict will be ABORTED.</source>
        <translation>Die Last wird angehalten: keine neuen Anfragen, laufende Antworten können noch kommen. Das Urteil wird ABGEBROCHEN.</translation>
    </message>
    <message>
        <source>Stop at once…</source>
        <translation>Sofort anhalten…</translation>
    </message>
    <message>
        <source>Ctrl+.</source>
        <translation>Strg+.</translation>
    </message>
    <message>
        <source>Do not start by itself</source>
        <translation>Nicht von selbst starten</translation>
    </message>
    <message>
        <source>Run it again</source>
        <translation>Erneut ausführen</translation>
    </message>
    <message>
        <source>Resume checklist</source>
        <translation>Prüfliste fortsetzen</translation>
    </message>
    <message>
        <source>Run %1 does not count: %2</source>
        <translation>Lauf %1 zählt nicht: %2</translation>
    </message>
    <message>
        <source>Count again…</source>
        <translation>Wieder zählen…</translation>
    </message>
    <message>
        <source>Stop load…</source>
        <translation>Last anhalten…</translation>
    </message>
    <message>
        <source>Paused at %1 UTC, End returns to live</source>
        <translation>Angehalten bei %1 UTC, Ende kehrt zurück</translation>
    </message>
    <message>
        <source>The load engine has sent nothing for %1: what it loads now is not known. Charts and timeline show a gap.</source>
        <translation>Der Lastgenerator hat seit %1 nichts gesendet: Was er jetzt lädt, ist nicht bekannt. Diagramme und Zeitachse zeigen eine Lücke.</translation>
    </message>
    <message>
        <source>This test has not run yet.</source>
        <translation>Dieser Test ist noch nicht gelaufen.</translation>
    </message>
    <message>
        <source>Run %1 can be shown when the test that runs has ended: this is run %2.</source>
        <translation>Lauf %1 kann gezeigt werden, wenn der laufende Test zu Ende ist: dies ist Lauf %2.</translation>
    </message>
    <message>
        <source>Run %1 (%2) is under way in another program since %3 UTC. It shows here when it has ended; until then no load starts from here.</source>
        <translation>Lauf %1 (%2) läuft seit %3 UTC in einem anderen Programm. Er ist hier zu sehen, wenn er beendet ist; bis dahin startet von hier keine Last.</translation>
    </message>
    <message>
        <source>run %1 · %2 · latency %3</source>
        <translation>Lauf %1 · %2 · Latenz %3</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Stopped. Not started: %1.</source>
        <translation>Angehalten. Nicht gestartet: %1.</translation>
    </message>
    <message>
        <source>a person</source>
        <translation>eine Person</translation>
    </message>
    <message>
        <source>Run %1 was interrupted: %2. What was measured until then is kept.</source>
        <translation>Lauf %1 wurde unterbrochen: %2. Was bis dahin gemessen wurde, bleibt.</translation>
    </message>
</context>
<context>
    <name>holdpoint::LiveWatch</name>
    <message>
        <source>There is no run to look at yet.</source>
        <translation>Es gibt noch keinen Lauf zum Ansehen.</translation>
    </message>
    <message>
        <source>The plan&apos;s monitoring names no Grafana.</source>
        <translation>Die Überwachung des Plans nennt kein Grafana.</translation>
    </message>
    <message>
        <source>%1 to %2 (%3)</source>
        <translation>%1 bis %2 (%3)</translation>
    </message>
    <message>
        <source>Run %1, %2</source>
        <translation>Lauf %1, %2</translation>
    </message>
    <message>
        <source>%1 stands in the place of %2 until End is pressed.</source>
        <translation>%1 steht an der Stelle von %2, bis Ende gedrückt wird.</translation>
    </message>
    <message>
        <source>Nothing is known of %1 yet: the run is at %2.</source>
        <translation>Von %1 ist noch nichts bekannt: Der Lauf ist bei %2.</translation>
    </message>
    <message>
        <source>The run ended at %1.</source>
        <translation>Der Lauf endete bei %1.</translation>
    </message>
    <message>
        <source>This run has no chart of %1.</source>
        <translation>Dieser Lauf hat kein Diagramm zu %1.</translation>
    </message>
</context>
<context>
    <name>holdpoint::LoadAlerts</name>
    <message>
        <source>Load stops in %1 s</source>
        <translation>Die Last hält in %1 s an</translation>
    </message>
    <message>
        <source>Run %1 ended</source>
        <translation>Lauf %1 beendet</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 can be decided</source>
        <translation>Zu entscheiden: %1</translation>
    </message>
    <message>
        <source>Nothing blocks it any more.</source>
        <translation>Nichts blockiert mehr.</translation>
    </message>
</context>
<context>
    <name>holdpoint::LoadChart</name>
    <message>
        <source>generator limited</source>
        <translation>Generator am Limit</translation>
    </message>
    <message>
        <source>No second of load was recorded.</source>
        <translation>Keine Sekunde Last wurde aufgezeichnet.</translation>
    </message>
    <message>
        <source>achieved</source>
        <translation>erreicht</translation>
    </message>
    <message>
        <source>plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>Run %1: %2 per second</source>
        <translation>Lauf %1: %2 pro Sekunde</translation>
    </message>
</context>
<context>
    <name>holdpoint::LoadClock</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Load is under way: test %1 of %2</source>
        <translation>Last läuft: Test %1 von %2</translation>
    </message>
    <message>
        <source>Test %1 of %2, %3</source>
        <translation>Test %1 von %2, %3</translation>
    </message>
    <message>
        <source>Test %1 of %2, %3: %4 of %5</source>
        <translation>Test %1 von %2, %3: %4 von %5</translation>
    </message>
</context>
<context>
    <name>holdpoint::MainWindow</name>
    <message>
        <source>Release</source>
        <translation>Release</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>Route</translation>
    </message>
    <message>
        <source>%1 Live load cancels it.</source>
        <translation>%1 „Last“ hebt es auf.</translation>
    </message>
    <message>
        <source>The file was not opened</source>
        <translation>Die Datei wurde nicht geöffnet</translation>
    </message>
    <message>
        <source>loading</source>
        <translation>lädt</translation>
    </message>
    <message>
        <source>Holdpoint</source>
        <translation>Holdpoint</translation>
    </message>
    <message>
        <source>, run %1</source>
        <translation>, Lauf %1</translation>
    </message>
    <message>
        <source>The load did not start</source>
        <translation>Die Last startete nicht</translation>
    </message>
    <message>
        <source>Starts by itself when the test window opens. Until then it can be cancelled.</source>
        <translation>Startet von selbst, wenn das Testfenster öffnet. Bis dahin lässt es sich aufheben.</translation>
    </message>
    <message>
        <source>The load is not armed</source>
        <translation>Die Last ist nicht vorgemerkt</translation>
    </message>
    <message>
        <source>No test has failed: nothing to run again.</source>
        <translation>Kein Test ist verfehlt: Es gibt nichts zu wiederholen.</translation>
    </message>
    <message>
        <source>Stop load</source>
        <translation>Last anhalten</translation>
    </message>
    <message>
        <source>The load is being stopped. End it at once?</source>
        <translation>Die Last wird angehalten. Sofort beenden?</translation>
    </message>
    <message>
        <source>Stop the load and close Holdpoint?</source>
        <translation>Die Last anhalten und Holdpoint schließen?</translation>
    </message>
    <message>
        <source>Stop the load now?</source>
        <translation>Die Last jetzt anhalten?</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>Anhalten und schließen</translation>
    </message>
    <message>
        <source>Stop at once</source>
        <translation>Sofort anhalten</translation>
    </message>
    <message>
        <source>Answers under way are given up; what was measured is kept.</source>
        <translation>Laufende Antworten werden aufgegeben; was gemessen wurde, bleibt.</translation>
    </message>
    <message>
        <source>Let it finish</source>
        <translation>Zu Ende laufen lassen</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Bleiben</translation>
    </message>
    <message>
        <source>Keep running</source>
        <translation>Weiterlaufen lassen</translation>
    </message>
    <message>
        <source>Close Holdpoint</source>
        <translation>Holdpoint schließen</translation>
    </message>
    <message>
        <source>Close although load waits for the test window?</source>
        <translation>Schließen, obwohl Last auf das Testfenster wartet?</translation>
    </message>
    <message>
        <source>It starts only while Holdpoint is open. Without a window: holdpointctl run PLAN --when-window-opens.</source>
        <translation>Sie startet nur, solange Holdpoint offen ist. Ohne Fenster: holdpointctl run PLAN --when-window-opens.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>No run is under way: a mark is a moment of a run.</source>
        <translation>Kein Lauf ist im Gang: Eine Markierung ist ein Moment eines Laufs.</translation>
    </message>
    <message>
        <source>Mark this moment</source>
        <translation>Diesen Moment markieren</translation>
    </message>
    <message>
        <source>A line in the charts, a row in the report and in the audit log; in Grafana where the plan names one.</source>
        <translation>Eine Linie in den Diagrammen, eine Zeile im Bericht und im Audit-Log; in Grafana, wo der Plan eines nennt.</translation>
    </message>
    <message>
        <source>What happened (printed in the report)</source>
        <translation>Was geschah (steht im Bericht)</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>Markieren</translation>
    </message>
    <message>
        <source>Run %1, %2</source>
        <translation>Lauf %1, %2</translation>
    </message>
    <message>
        <source>Not counting</source>
        <translation>Zählt nicht</translation>
    </message>
    <message>
        <source>Count again</source>
        <translation>Wieder zählen</translation>
    </message>
    <message>
        <source>It stays in the record and in the report, with your reason. The verdict of its test follows from the run before it.</source>
        <translation>Er bleibt mit Ihrem Grund im Protokoll und im Bericht. Das Urteil seines Tests folgt aus dem Lauf davor.</translation>
    </message>
    <message>
        <source>The verdict of its test follows from it again. It did not count because: %1</source>
        <translation>Das Urteil seines Tests folgt wieder aus ihm. Er zählte nicht, weil: %1</translation>
    </message>
    <message>
        <source>Reason (needed, printed in the report)</source>
        <translation>Grund (nötig, steht im Bericht)</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Does not count</source>
        <translation>Zählt nicht</translation>
    </message>
    <message>
        <source>The tests that are left do not start; the report is still written.</source>
        <translation>Die übrigen Tests starten nicht; der Bericht wird trotzdem geschrieben.</translation>
    </message>
    <message>
        <source>The verdict of %1 will be ABORTED; the report is still written.</source>
        <translation>Das Urteil von %1 wird ABGEBROCHEN; der Bericht wird trotzdem geschrieben.</translation>
    </message>
    <message>
        <source>k6 ends its iterations and runs teardown(), within 30 s.</source>
        <translation>k6 beendet seine Iterationen und führt teardown() aus, binnen 30 s.</translation>
    </message>
    <message>
        <source>%1 VUs finish their requests within %2.</source>
        <translation>%1 VUs beenden ihre Anfragen binnen %2.</translation>
    </message>
    <message>
        <source>Holdpoint closes when the load has ended.</source>
        <translation>Holdpoint schließt, wenn die Last beendet ist.</translation>
    </message>
    <message>
        <source>&amp;Checklist</source>
        <translation>&amp;Prüfliste</translation>
    </message>
    <message>
        <source>Show checklist</source>
        <translation>Prüfliste zeigen</translation>
    </message>
    <message>
        <source>Find…</source>
        <translation>Suchen…</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Auffrischen</translation>
    </message>
    <message>
        <source>&amp;Analysis</source>
        <translation>&amp;Analyse</translation>
    </message>
    <message>
        <source>Show analysis</source>
        <translation>Analyse zeigen</translation>
    </message>
    <message>
        <source>Show capacity</source>
        <translation>Kapazität zeigen</translation>
    </message>
    <message>
        <source>&amp;Sign-off</source>
        <translation>A&amp;bnahme</translation>
    </message>
    <message>
        <source>Show sign-off</source>
        <translation>Abnahme zeigen</translation>
    </message>
    <message>
        <source>Show report</source>
        <translation>Bericht zeigen</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>About Holdpoint</source>
        <translation>Über Holdpoint</translation>
    </message>
    <message>
        <source>Holdpoint %1

Decides, with proof, whether a release may go to production.
GPL-3.0-or-later</source>
        <translation>Holdpoint %1

Entscheidet mit Nachweis, ob ein Release in Produktion gehen darf.
GPL-3.0-or-later</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>&amp;Lauf</translation>
    </message>
    <message>
        <source>Live load</source>
        <translation>Last</translation>
    </message>
    <message>
        <source>Run the rehearsal</source>
        <translation>Probe starten</translation>
    </message>
    <message>
        <source>Run failed tests again…</source>
        <translation>Verfehlte Tests wiederholen…</translation>
    </message>
    <message>
        <source>Load and thresholds…</source>
        <translation>Last und Schwellenwerte…</translation>
    </message>
    <message>
        <source>Test window…</source>
        <translation>Testfenster…</translation>
    </message>
    <message>
        <source>Do not start with the test window</source>
        <translation>Nicht mit dem Testfenster starten</translation>
    </message>
    <message>
        <source>Mark this moment…</source>
        <translation>Diesen Moment markieren…</translation>
    </message>
    <message>
        <source>End the pause, go on now</source>
        <translation>Pause beenden, jetzt weiter</translation>
    </message>
    <message>
        <source>Next alarm</source>
        <translation>Nächster Alarm</translation>
    </message>
    <message>
        <source>Stop load…</source>
        <translation>Last anhalten…</translation>
    </message>
    <message>
        <source>&amp;Dossier</source>
        <translation>&amp;Dossier</translation>
    </message>
    <message>
        <source>New release…</source>
        <translation>Neues Release…</translation>
    </message>
    <message>
        <source>Open dossier…</source>
        <translation>Dossier öffnen…</translation>
    </message>
    <message>
        <source>Show plan</source>
        <translation>Plan zeigen</translation>
    </message>
    <message>
        <source>Import checklist…</source>
        <translation>Prüfliste importieren…</translation>
    </message>
    <message>
        <source>Export checklist…</source>
        <translation>Prüfliste exportieren…</translation>
    </message>
    <message>
        <source>Close dossier</source>
        <translation>Dossier schließen</translation>
    </message>
    <message>
        <source>The dossier stays open</source>
        <translation>Das Dossier bleibt offen</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Einstellungen…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>An&amp;sicht</translation>
    </message>
    <message>
        <source>Next area</source>
        <translation>Nächster Bereich</translation>
    </message>
    <message>
        <source>Previous area</source>
        <translation>Voriger Bereich</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>The language changes when Holdpoint starts the next time.</source>
        <translation>Die Sprache wechselt, wenn Holdpoint das nächste Mal startet.</translation>
    </message>
    <message>
        <source>Alarm: %1</source>
        <translation>Alarm: %1</translation>
    </message>
    <message>
        <source>No alarm is open.</source>
        <translation>Kein Alarm ist offen.</translation>
    </message>
    <message>
        <source>Leave this release</source>
        <translation>Dieses Release verlassen</translation>
    </message>
    <message>
        <source>Leave this release although its load waits for the test window?</source>
        <translation>Dieses Release verlassen, obwohl seine Last auf das Testfenster wartet?</translation>
    </message>
    <message>
        <source>It starts only while its release is open.</source>
        <translation>Sie startet nur, solange ihr Release offen ist.</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Verlassen</translation>
    </message>
    <message>
        <source>idle</source>
        <translation>ruht</translation>
    </message>
    <message>
        <source>holdpointctl not found</source>
        <translation>holdpointctl fehlt</translation>
    </message>
    <message>
        <source>silent for %1</source>
        <translation>seit %1 still</translation>
    </message>
    <message>
        <source>no load now</source>
        <translation>gerade keine Last</translation>
    </message>
    <message>
        <source>loading, lag p99 %1</source>
        <translation>lädt, Verzug p99 %1</translation>
    </message>
    <message>
        <source>%1 is No-go.</source>
        <translation>%1: No-go.</translation>
    </message>
    <message numerus="yes">
        <source>%1 is not decided: %n item(s) block it.</source>
        <translation>
            <numerusform>%1 ist nicht entschieden: %n Punkt blockiert.</numerusform>
            <numerusform>%1 ist nicht entschieden: %n Punkte blockieren.</numerusform>
        </translation>
    </message>
    <message>
        <source>Show after release</source>
        <translation>Nach der Freigabe zeigen</translation>
    </message>
    <message>
        <source>%1 is not decided: nothing blocks it, nobody has said Go yet.</source>
        <translation>%1 ist nicht entschieden: nichts blockiert, noch niemand hat Go gesagt.</translation>
    </message>
    <message numerus="yes">
        <source>%1 is on hold again: %n item(s) block it.</source>
        <translation>
            <numerusform>%1 ist wieder angehalten: %n Punkt blockiert.</numerusform>
            <numerusform>%1 ist wieder angehalten: %n Punkte blockieren.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>holdpoint::NewReleaseDialog</name>
    <message>
        <source>Template: the six tests of the pre-production checklist</source>
        <translation>Vorlage: die sechs Tests der Prüfliste vor der Produktion</translation>
    </message>
    <message>
        <source>Plan from a file</source>
        <translation>Plan aus einer Datei</translation>
    </message>
    <message>
        <source>Create release</source>
        <translation>Release anlegen</translation>
    </message>
    <message>
        <source>New release</source>
        <translation>Neues Release</translation>
    </message>
    <message>
        <source>staging, empty: as the plan says</source>
        <translation>staging; leer: wie der Plan sagt</translation>
    </message>
    <message>
        <source>The folder for the plan</source>
        <translation>Der Ordner für den Plan</translation>
    </message>
    <message>
        <source>https://staging.example.com, empty: as the plan says</source>
        <translation>https://staging.example.com; leer: wie der Plan sagt</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Commit</source>
        <translation>Commit</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Base URL</source>
        <translation>Basis-URL</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>Folder for the plan</source>
        <translation>Ordner für den Plan</translation>
    </message>
    <message>
        <source>File to import</source>
        <translation>Zu importierende Datei</translation>
    </message>
    <message>
        <source>Plans (*.yaml *.yml)</source>
        <translation>Pläne (*.yaml *.yml)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>Durchsuchen…</translation>
    </message>
    <message>
        <source>Needs a name, a version and a plan.</source>
        <translation>Braucht Name, Version und Plan.</translation>
    </message>
    <message>
        <source>Importing…</source>
        <translation>Importiert…</translation>
    </message>
    <message>
        <source>The plan is written. It needs the variables %1: set them in .env.load-tests beside it (KEY=VALUE, mode 0600), then create the release.</source>
        <translation>Der Plan ist geschrieben. Er braucht die Variablen %1: daneben in .env.load-tests setzen (KEY=VALUE, Modus 0600), dann das Release anlegen.</translation>
    </message>
    <message>
        <source>postgresql://USER@HOST/DATABASE, empty: a file beside the plan</source>
        <translation>postgresql://NUTZER@HOST/DATENBANK, leer: eine Datei neben dem Plan</translation>
    </message>
    <message>
        <source>For a release that several people work on at once. The password is taken from ~/.pgpass or PGPASSWORD, never from here.</source>
        <translation>Für ein Release, an dem mehrere zugleich arbeiten. Das Passwort kommt aus ~/.pgpass oder PGPASSWORD, nie von hier.</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Verbinde…</translation>
    </message>
    <message>
        <source>A database is named postgresql://USER@HOST/DATABASE#NAME.</source>
        <translation>Eine Datenbank heißt postgresql://NUTZER@HOST/DATENBANK#NAME.</translation>
    </message>
    <message>
        <source>a name</source>
        <translation>ein Name</translation>
    </message>
    <message>
        <source>a version</source>
        <translation>eine Version</translation>
    </message>
    <message>
        <source>a plan</source>
        <translation>ein Plan</translation>
    </message>
    <message>
        <source>Still needed: %1</source>
        <translation>Noch nötig: %1</translation>
    </message>
    <message>
        <source>%1 has begun already: open its dossier %2 with Ctrl+O, or take another name or version.</source>
        <translation>%1 ist schon begonnen: das Dossier %2 mit Strg+O öffnen oder einen anderen Namen oder eine andere Version nehmen.</translation>
    </message>
    <message>
        <source>Import from HAR, OpenAPI, Postman, curl or k6</source>
        <translation>Import aus HAR, OpenAPI, Postman, curl oder k6</translation>
    </message>
    <message>
        <source>File, or folder of k6 scripts</source>
        <translation>Datei oder Ordner mit k6-Skripten</translation>
    </message>
    <message>
        <source>HAR, OpenAPI, Postman, curl, k6 (*.har *.json *.yaml *.yml *.sh *.txt *.js *.ts)</source>
        <translation>HAR, OpenAPI, Postman, curl, k6 (*.har *.json *.yaml *.yml *.sh *.txt *.js *.ts)</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>Ordner…</translation>
    </message>
    <message>
        <source>Folder of k6 scripts</source>
        <translation>Ordner mit k6-Skripten</translation>
    </message>
</context>
<context>
    <name>holdpoint::NoteDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>holdpoint::OpenDialog</name>
    <message>
        <source>Open dossier or plan</source>
        <translation>Dossier oder Plan öffnen</translation>
    </message>
    <message>
        <source>Dossiers and plans (*.holdpoint *.yaml *.yml);;All files (*)</source>
        <translation>Dossiers und Pläne (*.holdpoint *.yaml *.yml);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>A dossier that several people share lies in a PostgreSQL database. The password is taken from ~/.pgpass or PGPASSWORD, never from here.</source>
        <translation>Ein Dossier, an dem mehrere arbeiten, liegt in einer PostgreSQL-Datenbank. Das Passwort kommt aus ~/.pgpass oder PGPASSWORD, nie von hier.</translation>
    </message>
    <message>
        <source>Or in a &amp;database:</source>
        <translation>Oder in einer &amp;Datenbank:</translation>
    </message>
    <message>
        <source>A dossier in a database is named postgresql://USER@HOST/DATABASE#NAME.</source>
        <translation>Ein Dossier in einer Datenbank heißt postgresql://USER@HOST/DATENBANK#NAME.</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
</context>
<context>
    <name>holdpoint::OptimisationDialog</name>
    <message>
        <source>Log it</source>
        <translation>Eintragen</translation>
    </message>
    <message>
        <source>Log an optimisation</source>
        <translation>Optimierung eintragen</translation>
    </message>
    <message>
        <source>index on events.starts_at</source>
        <translation>Index auf events.starts_at</translation>
    </message>
    <message>
        <source>commit or URL</source>
        <translation>Commit oder URL</translation>
    </message>
    <message>
        <source>p95 of search below 1 s</source>
        <translation>p95 der Suche unter 1 s</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>all tests</source>
        <translation>alle Tests</translation>
    </message>
    <message>
        <source>What was changed</source>
        <translation>Was geändert wurde</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Box of section 12</source>
        <translation>Punkt aus Abschnitt 12</translation>
    </message>
    <message>
        <source>Commit or link</source>
        <translation>Commit oder Link</translation>
    </message>
    <message>
        <source>Expected effect</source>
        <translation>Erwartete Wirkung</translation>
    </message>
    <message>
        <source>Finding that it answers</source>
        <translation>Zugehöriger Befund</translation>
    </message>
    <message>
        <source>Test that it concerns</source>
        <translation>Betroffener Test</translation>
    </message>
    <message>
        <source>It confirms its box as %1.</source>
        <translation>Bestätigt den Punkt als %1.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>holdpoint::OptimisationPanel</name>
    <message>
        <source>why</source>
        <translation>warum</translation>
    </message>
    <message>
        <source>expected</source>
        <translation>erwartet</translation>
    </message>
    <message>
        <source>link</source>
        <translation>Link</translation>
    </message>
    <message>
        <source>box</source>
        <translation>Punkt</translation>
    </message>
    <message>
        <source>NOT YET</source>
        <translation>NOCH NICHT</translation>
    </message>
    <message>
        <source>run %1 → %2</source>
        <translation>Lauf %1 → %2</translation>
    </message>
    <message>
        <source>The same retest shows optimisation %1 too.</source>
        <translation>Derselbe Nachtest zeigt auch Optimierung %1.</translation>
    </message>
    <message>
        <source>No optimisation is logged. Log what was changed, then run the test again: the retest shows here what it brought.</source>
        <translation>Keine Optimierung eingetragen. Eintragen, was geändert wurde, dann den Test wiederholen: Der Nachtest zeigt hier, was es gebracht hat.</translation>
    </message>
    <message>
        <source>Log an optimisation…</source>
        <translation>Optimierung eintragen…</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Zurücknehmen</translation>
    </message>
    <message>
        <source>Optimisations, before and after</source>
        <translation>Optimierungen, vorher und nachher</translation>
    </message>
    <message>
        <source>The entry no longer counts; the audit log keeps it.</source>
        <translation>Der Eintrag zählt nicht mehr; das Audit-Protokoll behält ihn.</translation>
    </message>
    <message>
        <source>Optimisation</source>
        <translation>Optimierung</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
</context>
<context>
    <name>holdpoint::PaperView</name>
    <message>
        <source>Report pages</source>
        <translation>Seiten des Berichts</translation>
    </message>
</context>
<context>
    <name>holdpoint::PlainChart</name>
    <message>
        <source>%1 off scale</source>
        <translation>%1 außerhalb der Skala</translation>
    </message>
</context>
<context>
    <name>holdpoint::PlanForm</name>
    <message>
        <source>stage %1: %2</source>
        <translation>Stufe %1: %2</translation>
    </message>
    <message>
        <source>Scenario %1</source>
        <translation>Szenario %1</translation>
    </message>
    <message>
        <source>Load target %1</source>
        <translation>Lastziel %1</translation>
    </message>
    <message>
        <source>Threshold %1</source>
        <translation>Schwellenwert %1</translation>
    </message>
    <message>
        <source>Save plan</source>
        <translation>Plan speichern</translation>
    </message>
    <message>
        <source>Ctrl+S</source>
        <translation>Strg+S</translation>
    </message>
    <message>
        <source>Load and thresholds</source>
        <translation>Last und Schwellenwerte</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>Saved into %1; comments and all else stay as they are.</source>
        <translation>Gespeichert in %1; Kommentare und alles Übrige bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Lines of the plan that change</source>
        <translation>Zeilen des Plans, die sich ändern</translation>
    </message>
    <message>
        <source>Nothing changed yet. The lines that change are shown here before they are saved.</source>
        <translation>Noch nichts geändert. Die geänderten Zeilen stehen hier, bevor sie gespeichert werden.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Runs before the change stay, and say that they ran another text.</source>
        <translation>Läufe vor der Änderung bleiben und sagen, dass sie einen anderen Text ausführten.</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>not set</source>
        <translation>nicht gesetzt</translation>
    </message>
    <message>
        <source>Nothing changed yet.</source>
        <translation>Noch nichts geändert.</translation>
    </message>
    <message>
        <source>Alarm %1</source>
        <translation>Alarm %1</translation>
    </message>
    <message>
        <source>Whole release</source>
        <translation>Ganzes Release</translation>
    </message>
</context>
<context>
    <name>holdpoint::PlanView</name>
    <message>
        <source>k6 script %1</source>
        <translation>k6-Skript %1</translation>
    </message>
    <message>
        <source>%1: %2, requests an iteration: %3</source>
        <translation>%1: %2, Anfragen je Iteration: %3</translation>
    </message>
    <message>
        <source>The file has changed since the release was opened.</source>
        <translation>Die Datei hat sich geändert, seit das Release geöffnet wurde.</translation>
    </message>
    <message>
        <source>Use the changed plan</source>
        <translation>Geänderten Plan verwenden</translation>
    </message>
    <message>
        <source>Plan of this dossier</source>
        <translation>Plan dieses Dossiers</translation>
    </message>
    <message>
        <source>Line %1:%2  %3</source>
        <translation>Zeile %1:%2  %3</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>Last</translation>
    </message>
    <message>
        <source>Peak VUs</source>
        <translation>VUs höchstens</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Thresholds</source>
        <translation>Schwellenwerte</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n test(s), no faults, sha256 %2</source>
        <translation>
            <numerusform>%1: %n Test, keine Fehler, sha256 %2</numerusform>
            <numerusform>%1: %n Tests, keine Fehler, sha256 %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n fault(s): nothing can run until they are mended</source>
        <translation>
            <numerusform>%n Fehler: Bis er behoben ist, kann nichts laufen</numerusform>
            <numerusform>%n Fehler: Bis sie behoben sind, kann nichts laufen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>holdpoint::ReasonDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>holdpoint::RecentModel</name>
    <message>
        <source>The file is gone: locate it, or Del removes the row</source>
        <translation>Die Datei ist fort: suchen, oder Entf entfernt die Zeile</translation>
    </message>
    <message>
        <source>today %1</source>
        <translation>heute %1</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>Release</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>Nächster Schritt</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>Geöffnet</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <translation>%1 auf %2</translation>
    </message>
</context>
<context>
    <name>holdpoint::ReleaseStrip</name>
    <message>
        <source>No release open</source>
        <translation>Kein Release offen</translation>
    </message>
    <message>
        <source>REHEARSAL</source>
        <translation>PROBE</translation>
    </message>
    <message>
        <source>Stop load</source>
        <translation>Last anhalten</translation>
    </message>
    <message>
        <source>window %1</source>
        <translation>Fenster %1</translation>
    </message>
    <message>
        <source>Show the test window&apos;s steps</source>
        <translation>Die Schritte des Testfensters zeigen</translation>
    </message>
    <message>
        <source>Load: %1</source>
        <translation>Last: %1</translation>
    </message>
</context>
<context>
    <name>holdpoint::ReportPage</name>
    <message>
        <source>Writing to %1. Long runs take a while: every frame is read for the charts.</source>
        <translation>Schreibt nach %1. Lange Läufe brauchen Zeit: Für die Diagramme wird jeder Frame gelesen.</translation>
    </message>
    <message numerus="yes">
        <source>Exported %n format(s) to %1</source>
        <translation>
            <numerusform>%n Format exportiert nach %1</numerusform>
            <numerusform>%n Formate exportiert nach %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Export cancelled. Files that were written before stay.</source>
        <translation>Export abgebrochen. Zuvor geschriebene Dateien bleiben.</translation>
    </message>
    <message>
        <source>The printer %1 cannot be used.</source>
        <translation>Der Drucker %1 ist nicht verwendbar.</translation>
    </message>
    <message numerus="yes">
        <source>Printed %n page(s)</source>
        <translation>
            <numerusform>%n Seite gedruckt</numerusform>
            <numerusform>%n Seiten gedruckt</numerusform>
        </translation>
    </message>
    <message>
        <source>No release open. Open a dossier or start the rehearsal: its report shows here.</source>
        <translation>Kein Release offen. Ein Dossier öffnen oder die Probe starten: Der Bericht erscheint hier.</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>Kleiner</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>Größer</translation>
    </message>
    <message>
        <source>%1&#xa0;%</source>
        <translation>%1&#xa0;%</translation>
    </message>
    <message>
        <source>page %1 of %2 · drawn from report.json</source>
        <translation>Seite %1 von %2 · gezeichnet aus report.json</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>Dossier</source>
        <translation>Dossier</translation>
    </message>
    <message>
        <source>checking</source>
        <translation>prüft</translation>
    </message>
    <message>
        <source>Verdict re-computed</source>
        <translation>Urteil neu berechnet</translation>
    </message>
    <message>
        <source>same</source>
        <translation>gleich</translation>
    </message>
    <message>
        <source>differs: refresh with F5</source>
        <translation>weicht ab: mit F5 auffrischen</translation>
    </message>
    <message>
        <source>Signatures</source>
        <translation>Signaturen</translation>
    </message>
    <message>
        <source>%1 of 4 valid</source>
        <translation>%1 von 4 gültig</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>Printing begins when the charts are drawn.</source>
        <translation>Gedruckt wird, sobald die Diagramme gezeichnet sind.</translation>
    </message>
    <message>
        <source>Not printed, the report cannot be drawn as a whole: %1</source>
        <translation>Nicht gedruckt, der Bericht lässt sich nicht ganz zeichnen: %1</translation>
    </message>
    <message>
        <source>page %1 of %2 · the newest is being drawn</source>
        <translation>Seite %1 von %2 · der neueste Stand wird gezeichnet</translation>
    </message>
    <message>
        <source>The dossier cannot be read now. This is the report as it was read before, without charts and analysis: %1</source>
        <translation>Das Dossier ist jetzt nicht lesbar. Dies ist der zuvor gelesene Bericht, ohne Diagramme und Analyse: %1</translation>
    </message>
    <message>
        <source>Nothing can be exported until the dossier can be read again.</source>
        <translation>Exportieren geht erst wieder, wenn das Dossier lesbar ist.</translation>
    </message>
    <message>
        <source>Not printed: the page was left before its charts were drawn.</source>
        <translation>Nicht gedruckt: die Seite wurde verlassen, bevor ihre Diagramme gezeichnet waren.</translation>
    </message>
</context>
<context>
    <name>holdpoint::RouteView</name>
    <message>
        <source>Route</source>
        <translation>Route</translation>
    </message>
</context>
<context>
    <name>holdpoint::RunNotice</name>
    <message>
        <source>Run %1 (%2) was interrupted at %3 UTC</source>
        <translation>Lauf %1 (%2) wurde um %3 UTC unterbrochen</translation>
    </message>
    <message>
        <source>Run %1 (%2) was interrupted</source>
        <translation>Lauf %1 (%2) wurde unterbrochen</translation>
    </message>
    <message>
        <source>%1 before its first second of data.</source>
        <translation>%1, vor seiner ersten Sekunde mit Daten.</translation>
    </message>
    <message>
        <source>%1, in second %2 of %3. Its %2&#xa0;s of data are kept.</source>
        <translation>%1, in Sekunde %2 von %3. Seine %2&#xa0;s an Daten bleiben.</translation>
    </message>
    <message>
        <source>%1, in second %2. Its %2&#xa0;s of data are kept.</source>
        <translation>%1, in Sekunde %2. Seine %2&#xa0;s an Daten bleiben.</translation>
    </message>
    <message>
        <source>%1 Not started: %2.</source>
        <translation>%1 Nicht gestartet: %2.</translation>
    </message>
</context>
<context>
    <name>holdpoint::ScheduleDialog</name>
    <message>
        <source>Monthly regression run</source>
        <translation>Monatlicher Regressionslauf</translation>
    </message>
    <message>
        <source>Runs the plan once a month, into a dossier of its own beside this one.</source>
        <translation>Führt den Plan einmal im Monat aus, in ein eigenes Dossier neben diesem.</translation>
    </message>
    <message>
        <source>systemd timer</source>
        <translation>systemd-Timer</translation>
    </message>
    <message>
        <source>line in the crontab</source>
        <translation>Zeile in der Crontab</translation>
    </message>
    <message>
        <source>Day of the month</source>
        <translation>Tag des Monats</translation>
    </message>
    <message>
        <source>Time of this machine</source>
        <translation>Uhrzeit dieses Rechners</translation>
    </message>
    <message>
        <source>Started by</source>
        <translation>Gestartet von</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>Einplanen</translation>
    </message>
    <message>
        <source>Next run %1 UTC</source>
        <translation>Nächster Lauf %1 UTC</translation>
    </message>
</context>
<context>
    <name>holdpoint::SettingsDialog</name>
    <message>
        <source>A sound for critical alarms</source>
        <translation>Ein Ton bei kritischen Alarmen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Language (from the next start)</source>
        <translation>Sprache (ab dem nächsten Start)</translation>
    </message>
    <message>
        <source>Alarms</source>
        <translation>Alarme</translation>
    </message>
    <message>
        <source>Name and role stand beside what you confirm, override or sign, with your system user %1. They are a statement, not an authentication: only signatures prove.</source>
        <translation>Name und Rolle stehen neben dem, was Sie bestätigen, übersteuern oder signieren, mit Ihrem Systemkonto %1. Sie sind eine Angabe, kein Nachweis: Nur Signaturen beweisen.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>%1&#xa0;%</source>
        <translation>%1&#xa0;%</translation>
    </message>
    <message>
        <source>Of the font that the desktop gives its programs</source>
        <translation>Der Schrift, die der Desktop seinen Programmen gibt</translation>
    </message>
    <message>
        <source>Font size (from the next start)</source>
        <translation>Schriftgröße (ab dem nächsten Start)</translation>
    </message>
</context>
<context>
    <name>holdpoint::SideDock</name>
    <message>
        <source>Side panels</source>
        <translation>Seitenbereich</translation>
    </message>
    <message>
        <source>Side panel as a window</source>
        <translation>Seitenbereich als Fenster</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Side panel</source>
        <translation>Seitenbereich</translation>
    </message>
</context>
<context>
    <name>holdpoint::SignDialog</name>
    <message>
        <source>no run</source>
        <translation>kein Lauf</translation>
    </message>
    <message>
        <source>%1 of %2 planned</source>
        <translation>%1 von %2 geplant</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>Durchsuchen…</translation>
    </message>
    <message>
        <source>Passphrase or PIN of the key</source>
        <translation>Passphrase oder PIN des Schlüssels</translation>
    </message>
    <message>
        <source>Sign as %1</source>
        <translation>Als %1 signieren</translation>
    </message>
    <message>
        <source>You certify, by your signature</source>
        <translation>Mit der Signatur bestätigen Sie</translation>
    </message>
    <message>
        <source>Every source and hash is looked at again before the key works.</source>
        <translation>Jede Quelle und jeder Hash wird nochmals geprüft, bevor der Schlüssel arbeitet.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>and %1 more, on the page behind</source>
        <translation>und %1 weitere, auf der Seite dahinter</translation>
    </message>
    <message>
        <source>Exceptions</source>
        <translation>Ausnahmen</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>Last</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Full name, as it is printed</source>
        <translation>Voller Name, wie er gedruckt wird</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Key file</source>
        <translation>Schlüsseldatei</translation>
    </message>
    <message>
        <source>Security key: %1</source>
        <translation>Sicherheitsschlüssel: %1</translation>
    </message>
    <message>
        <source>Agent: %1</source>
        <translation>Agent: %1</translation>
    </message>
    <message>
        <source>Your private key</source>
        <translation>Ihr privater Schlüssel</translation>
    </message>
</context>
<context>
    <name>holdpoint::SignatureColumn</name>
    <message>
        <source>Sign as QA…</source>
        <translation>QA signiert…</translation>
    </message>
    <message>
        <source>Sign as DevOps…</source>
        <translation>DevOps signiert…</translation>
    </message>
    <message>
        <source>Sign as Tech Lead…</source>
        <translation>Tech Lead signiert…</translation>
    </message>
    <message>
        <source>Sign as PM…</source>
        <translation>PM signiert…</translation>
    </message>
    <message>
        <source>More for the %1</source>
        <translation>Weiteres für %1</translation>
    </message>
    <message>
        <source>Show signature…</source>
        <translation>Signatur zeigen…</translation>
    </message>
    <message>
        <source>Withdraw…</source>
        <translation>Zurückziehen…</translation>
    </message>
    <message>
        <source>Sign with a key…</source>
        <translation>Mit einem Schlüssel signieren…</translation>
    </message>
    <message>
        <source>Ask to sign again…</source>
        <translation>Erneut bitten…</translation>
    </message>
    <message>
        <source>Ask to sign…</source>
        <translation>Um Signatur bitten…</translation>
    </message>
    <message>
        <source>not signed</source>
        <translation>nicht signiert</translation>
    </message>
    <message>
        <source>none: recorded approval</source>
        <translation>keiner: eingetragene Zustimmung</translation>
    </message>
    <message>
        <source>Typed name and OS user %1</source>
        <translation>Getippter Name und Systemkonto %1</translation>
    </message>
    <message>
        <source>, reason: “%1”</source>
        <translation>, Grund: „%1“</translation>
    </message>
    <message>
        <source>refuses to sign</source>
        <translation>verweigert die Signatur</translation>
    </message>
    <message>
        <source>Reason: “%1”</source>
        <translation>Grund: „%1“</translation>
    </message>
    <message>
        <source>Key of %1
in the list of allowed signers</source>
        <translation>Schlüssel von %1
in der Liste erlaubter Signierer</translation>
    </message>
    <message>
        <source>Signed record %1, now %2: </source>
        <translation>Protokoll %1 signiert, jetzt %2: </translation>
    </message>
    <message>
        <source>The record changed after this: </source>
        <translation>Das Protokoll änderte sich danach: </translation>
    </message>
    <message>
        <source>The signature was not checked yet</source>
        <translation>Die Signatur wurde noch nicht geprüft</translation>
    </message>
</context>
<context>
    <name>holdpoint::SignoffBanner</name>
    <message>
        <source>Decide Sign-off…</source>
        <translation>Abnahme entscheiden…</translation>
    </message>
    <message>
        <source>blocked by %1</source>
        <translation>blockiert durch %1</translation>
    </message>
    <message>
        <source>and %1 more in the checklist</source>
        <translation>und %1 weitere in der Prüfliste</translation>
    </message>
    <message>
        <source>%1 has not signed</source>
        <translation>%1 hat nicht signiert</translation>
    </message>
    <message>
        <source>%1 is unverified</source>
        <translation>%1 ist ungeprüft</translation>
    </message>
    <message>
        <source>%1 must sign again</source>
        <translation>%1 muss neu signieren</translation>
    </message>
    <message>
        <source>%1 refuses to sign</source>
        <translation>%1 verweigert die Signatur</translation>
    </message>
    <message>
        <source>REHEARSAL: cannot be signed off</source>
        <translation>PROBE: Abnahme nicht möglich</translation>
    </message>
    <message>
        <source>Sign-off: %1 of 4 signatures valid</source>
        <translation>Abnahme: %1 von 4 Signaturen gültig</translation>
    </message>
    <message>
        <source>the signature of the %1 was not checked yet</source>
        <translation>Signatur von %1 noch nicht geprüft</translation>
    </message>
    <message>
        <source>; the record is of before: %1</source>
        <translation>; das Protokoll ist älter: %1</translation>
    </message>
    <message>
        <source>TO SIGN</source>
        <translation>ZU SIGNIEREN</translation>
    </message>
    <message>
        <source>. The release is %1 now; decide Sign-off again</source>
        <translation>. Das Release ist jetzt %1; die Abnahme muss neu entschieden werden</translation>
    </message>
</context>
<context>
    <name>holdpoint::SignoffPage</name>
    <message>
        <source>Sign with a key…</source>
        <translation>Mit einem Schlüssel signieren…</translation>
    </message>
    <message>
        <source>Refuse to sign…</source>
        <translation>Signatur verweigern…</translation>
    </message>
    <message>
        <source>Record without a key (UNVERIFIED)…</source>
        <translation>Ohne Schlüssel eintragen (UNGEPRÜFT)…</translation>
    </message>
    <message>
        <source>Ask to sign…</source>
        <translation>Um Signatur bitten…</translation>
    </message>
    <message>
        <source>Export a request, to sign elsewhere…</source>
        <translation>Anforderung exportieren, um anderswo zu signieren…</translation>
    </message>
    <message>
        <source>Import a signature…</source>
        <translation>Signatur importieren…</translation>
    </message>
    <message>
        <source>Show signature…</source>
        <translation>Signatur zeigen…</translation>
    </message>
    <message>
        <source>Withdraw…</source>
        <translation>Zurückziehen…</translation>
    </message>
    <message>
        <source>%1: signed</source>
        <translation>%1: signiert</translation>
    </message>
    <message>
        <source>%1: asked to sign</source>
        <translation>%1: um Signatur gebeten</translation>
    </message>
    <message>
        <source>Signature of the %1</source>
        <translation>Signatur: %1</translation>
    </message>
    <message>
        <source>What was signed, and the signature</source>
        <translation>Was signiert wurde, und die Signatur</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Record an approval</source>
        <translation>Zustimmung eintragen</translation>
    </message>
    <message>
        <source>A typed name is recorded as UNVERIFIED and never counts towards the four signatures.</source>
        <translation>Ein getippter Name gilt als UNGEPRÜFT und zählt nie zu den vier Signaturen.</translation>
    </message>
    <message>
        <source>Full name</source>
        <translation>Voller Name</translation>
    </message>
    <message>
        <source>Reason (needed, printed on page 1 of the report)</source>
        <translation>Grund (nötig, steht auf Seite 1 des Berichts)</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Eintragen</translation>
    </message>
    <message>
        <source>%1: recorded as UNVERIFIED</source>
        <translation>%1: als UNGEPRÜFT eingetragen</translation>
    </message>
    <message>
        <source>Refuse to sign</source>
        <translation>Signatur verweigern</translation>
    </message>
    <message>
        <source>The release is NO-GO from then on, until the refusal is withdrawn. What others have signed stands.</source>
        <translation>Das Release ist von da an NO-GO, bis die Verweigerung zurückgezogen wird. Was andere signiert haben, gilt weiter.</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>Verweigern</translation>
    </message>
    <message>
        <source>%1: refusal recorded</source>
        <translation>%1: Verweigerung eingetragen</translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation>Zurückziehen</translation>
    </message>
    <message>
        <source>Withdraw what the %1 gave? The audit log keeps both. %2</source>
        <translation>Zurückziehen, was %1 gegeben hat? Das Audit-Log behält beides. %2</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>%1: withdrawn</source>
        <translation>%1: zurückgezogen</translation>
    </message>
    <message>
        <source>Export a request</source>
        <translation>Anforderung exportieren</translation>
    </message>
    <message>
        <source>Full name of the %1 who signs</source>
        <translation>Voller Name, signiert als %1</translation>
    </message>
    <message>
        <source>Folder for the request</source>
        <translation>Ordner für die Anforderung</translation>
    </message>
    <message>
        <source>Request written to %1; HOW-TO-SIGN.txt in it says the rest</source>
        <translation>Anforderung geschrieben nach %1; HOW-TO-SIGN.txt darin sagt das Weitere</translation>
    </message>
    <message>
        <source>Folder with the signature</source>
        <translation>Ordner mit der Signatur</translation>
    </message>
    <message>
        <source>Signature taken: %1</source>
        <translation>Signatur übernommen: %1</translation>
    </message>
    <message>
        <source>Exceptions</source>
        <translation>Ausnahmen</translation>
    </message>
    <message>
        <source>Anyone can check these without Holdpoint:</source>
        <translation>Das kann jeder ohne Holdpoint prüfen:</translation>
    </message>
    <message>
        <source>or</source>
        <translation>oder</translation>
    </message>
    <message>
        <source>No release open. Open a dossier: four roles sign its record here.</source>
        <translation>Kein Release offen. Ein Dossier öffnen: Vier Rollen signieren hier sein Protokoll.</translation>
    </message>
    <message>
        <source>None.</source>
        <translation>Keine.</translation>
    </message>
    <message>
        <source>Signatures</source>
        <translation>Signaturen</translation>
    </message>
    <message>
        <source>Verify all</source>
        <translation>Alle prüfen</translation>
    </message>
    <message>
        <source>Open report</source>
        <translation>Bericht öffnen</translation>
    </message>
    <message>
        <source>Sign-off: asking every source of its items once more</source>
        <translation>Abnahme: fragt jede Quelle ihrer Punkte noch einmal</translation>
    </message>
    <message>
        <source>Sign-off: GO, the record is frozen</source>
        <translation>Abnahme: GO, das Protokoll ist festgeschrieben</translation>
    </message>
    <message>
        <source>Sign-off: NO-GO</source>
        <translation>Abnahme: NO-GO</translation>
    </message>
    <message>
        <source>%1, printed in the report from page 1 on</source>
        <translation>%1, gedruckt im Bericht ab Seite 1</translation>
    </message>
    <message>
        <source>the Sign-off decision freezes the record; then it can be signed</source>
        <translation>die Entscheidung der Abnahme schreibt das Protokoll fest; dann kann es signiert werden</translation>
    </message>
    <message>
        <source>each signer certifies the sentence of their role, over the record above</source>
        <translation>jeder bestätigt mit der Signatur den Satz seiner Rolle, über das Protokoll oben</translation>
    </message>
    <message>
        <source>No release is open.</source>
        <translation>Kein Release ist offen.</translation>
    </message>
    <message>
        <source>REHEARSAL: cannot be signed off</source>
        <translation>PROBE: Abnahme nicht möglich</translation>
    </message>
    <message>
        <source>Decide Sign-off first: that freezes the record.</source>
        <translation>Zuerst die Abnahme entscheiden: Das schreibt das Protokoll fest.</translation>
    </message>
    <message>
        <source>Asked %1 UTC by Slack</source>
        <translation>Gebeten %1 UTC per Slack</translation>
    </message>
    <message>
        <source>Asked %1 UTC by mail</source>
        <translation>Gebeten %1 UTC per Mail</translation>
    </message>
    <message>
        <source>As: %1, %2</source>
        <translation>Als: %1, %2</translation>
    </message>
    <message>
        <source>no role</source>
        <translation>keine Rolle</translation>
    </message>
    <message>
        <source>A Go freezes the record that is signed.</source>
        <translation>Ein Go schreibt das Protokoll fest, das signiert wird.</translation>
    </message>
    <message>
        <source>Sign-off</source>
        <translation>Abnahme</translation>
    </message>
    <message>
        <source>%1 gave it, not you. The audit log keeps both, and says who took it back.</source>
        <translation>%1 hat sie gegeben, nicht Sie. Das Audit-Log behält beides und sagt, wer sie zurückgezogen hat.</translation>
    </message>
    <message>
        <source>Reason (needed)</source>
        <translation>Grund (nötig)</translation>
    </message>
    <message>
        <source>You act as %1. Who may act in this role says so in Dossier, Settings.</source>
        <translation>Sie handeln als %1. Wer in dieser Rolle handeln darf, gibt das unter Dossier, Einstellungen an.</translation>
    </message>
    <message>
        <source>handed in %1 UTC</source>
        <translation>eingereicht %1 UTC</translation>
    </message>
    <message>
        <source>Request written %1 UTC, to be signed elsewhere</source>
        <translation>Anforderung geschrieben %1 UTC, anderswo zu signieren</translation>
    </message>
    <message>
        <source>four roles, any order; once Sign-off is decided on another record, all signatures are void</source>
        <translation>vier Rollen in beliebiger Reihenfolge; wird die Abnahme über einen anderen Stand entschieden, sind alle Signaturen ungültig</translation>
    </message>
</context>
<context>
    <name>holdpoint::SourceBar</name>
    <message>
        <source>No source asked yet</source>
        <translation>Noch keine Quelle gefragt</translation>
    </message>
    <message>
        <source>down</source>
        <translation>gestört</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>audit %1 entries  %2 %3</source>
        <translation>Audit %1 Einträge  %2 %3</translation>
    </message>
    <message>
        <source> (out of date)</source>
        <translation> (veraltet)</translation>
    </message>
</context>
<context>
    <name>holdpoint::SourceModel</name>
    <message>
        <source>TESTING</source>
        <translation>TESTET</translation>
    </message>
    <message>
        <source>NOT USED</source>
        <translation>UNGENUTZT</translation>
    </message>
    <message>
        <source>DOWN</source>
        <translation>GESTÖRT</translation>
    </message>
    <message>
        <source>ANSWERS</source>
        <translation>ANTWORTET</translation>
    </message>
    <message>
        <source>NOT ASKED</source>
        <translation>UNGEFRAGT</translation>
    </message>
    <message>
        <source>not used</source>
        <translation>ungenutzt</translation>
    </message>
    <message>
        <source>testing</source>
        <translation>testet</translation>
    </message>
    <message>
        <source>not asked yet</source>
        <translation>noch nicht gefragt</translation>
    </message>
    <message numerus="yes">
        <source>%n fact(s)</source>
        <translation>
            <numerusform>%n Fakt</numerusform>
            <numerusform>%n Fakten</numerusform>
        </translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Last answer</source>
        <translation>Letzte Antwort</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
    <message>
        <source>Items</source>
        <translation>Prüfpunkte</translation>
    </message>
</context>
<context>
    <name>holdpoint::SourceNotice</name>
    <message>
        <source>Connect…</source>
        <translation>Verbinden…</translation>
    </message>
    <message>
        <source>No %1 connected. %2 of %3 items need it.</source>
        <translation>%1 nicht verbunden. %2 von %3 Punkten brauchen es.</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Also missing: %1.</source>
        <translation>Es fehlt auch: %1.</translation>
    </message>
    <message>
        <source>Connect %1</source>
        <translation>%1 verbinden</translation>
    </message>
</context>
<context>
    <name>holdpoint::StartPage</name>
    <message>
        <source>%1: %2. Open it from Test windows to end it.</source>
        <translation>%1: %2. Unter Testfenster öffnen, um es zu beenden.</translation>
    </message>
    <message>
        <source>Run the rehearsal</source>
        <translation>Probe starten</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>New release…</source>
        <translation>Neues Release…</translation>
    </message>
    <message>
        <source>Open dossier…</source>
        <translation>Dossier öffnen…</translation>
    </message>
    <message>
        <source>Recent dossiers</source>
        <translation>Letzte Dossiers</translation>
    </message>
    <message>
        <source>Locate…</source>
        <translation>Suchen…</translation>
    </message>
    <message>
        <source>Remove from list</source>
        <translation>Aus der Liste entfernen</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Entf</translation>
    </message>
    <message>
        <source>Enter opens the selected one</source>
        <translation>Enter öffnet das gewählte</translation>
    </message>
    <message>
        <source>Start with the rehearsal, or open a release</source>
        <translation>Mit der Probe beginnen oder ein Release öffnen</translation>
    </message>
    <message>
        <source>The rehearsal runs all six tests against the built-in staging service on this machine, fills a checklist and ends with a report. About 2 minutes, nothing to set up. It can never sign off a real release.</source>
        <translation>Die Probe führt alle sechs Tests gegen den eingebauten Staging-Dienst auf dieser Maschine aus, füllt eine Prüfliste und endet mit einem Bericht. Etwa 2 Minuten, nichts einzurichten. Sie kann nie ein echtes Release abnehmen.</translation>
    </message>
    <message>
        <source>Waiting for you</source>
        <translation>Wartet auf Sie</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>Release</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>Freigabe</translation>
    </message>
    <message>
        <source>Nothing waits for you. Open a release to see what it needs from your role.</source>
        <translation>Nichts wartet auf Sie. Ein Release öffnen, um zu sehen, was es von Ihrer Rolle braucht.</translation>
    </message>
    <message>
        <source>Test windows</source>
        <translation>Testfenster</translation>
    </message>
    <message>
        <source>UTC</source>
        <translation>UTC</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>No test window is open. A release&apos;s checklist opens one.</source>
        <translation>Kein Testfenster ist offen. Die Prüfliste eines Releases öffnet eines.</translation>
    </message>
    <message>
        <source>First time with a real release?</source>
        <translation>Das erste echte Release?</translation>
    </message>
    <message>
        <source>Write a plan, or start from the pre-production template</source>
        <translation>Plan schreiben oder die Vorlage nehmen</translation>
    </message>
    <message>
        <source>Check hosts and thresholds in the plan view</source>
        <translation>Hosts und Schwellenwerte prüfen</translation>
    </message>
    <message>
        <source>Work down the checklist to Go-for-load</source>
        <translation>Prüfliste bis zur Lastfreigabe abarbeiten</translation>
    </message>
    <message>
        <source>Load is running: see Live load (Ctrl+3).</source>
        <translation>Es läuft Last: siehe Last (Strg+3).</translation>
    </message>
    <message>
        <source>Locate %1</source>
        <translation>%1 suchen</translation>
    </message>
    <message>
        <source>Dossiers (*.holdpoint)</source>
        <translation>Dossiers (*.holdpoint)</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>run %1</source>
        <translation>Lauf %1</translation>
    </message>
    <message>
        <source>%1 has not ended: its program stopped without a word, or it loads elsewhere. Open the dossier to see.</source>
        <translation>%1 ist nicht beendet: das Programm brach ab, oder es lädt anderswo. Das Dossier öffnen, um es zu sehen.</translation>
    </message>
    <message>
        <source>double click opens</source>
        <translation>Doppelklick öffnet</translation>
    </message>
    <message>
        <source>Sign as %1</source>
        <translation>Als %1 signieren</translation>
    </message>
    <message>
        <source>Nothing of %1 waits for you.</source>
        <translation>Von %1 wartet nichts auf Sie.</translation>
    </message>
</context>
<context>
    <name>holdpoint::StartSheet</name>
    <message>
        <source>%1 of %2 that this machine has</source>
        <translation>%1 von %2, die diese Maschine hat</translation>
    </message>
    <message>
        <source>Hosts</source>
        <translation>Hosts</translation>
    </message>
    <message>
        <source>Requests in all</source>
        <translation>Anfragen insgesamt</translation>
    </message>
    <message>
        <source>Peak virtual users</source>
        <translation>Höchstens virtuelle Nutzer</translation>
    </message>
    <message>
        <source>Descriptors</source>
        <translation>Deskriptoren</translation>
    </message>
    <message>
        <source>Local ports</source>
        <translation>Lokale Ports</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Size in the dossier</source>
        <translation>Größe im Dossier</translation>
    </message>
    <message>
        <source>Start %1</source>
        <translation>Start: %1</translation>
    </message>
    <message>
        <source>all tests</source>
        <translation>alle Tests</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Start load</source>
        <translation>Last starten</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>holdpoint::StepList</name>
    <message>
        <source>Connection test</source>
        <translation>Verbindungstest</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>not tried</source>
        <translation>nicht versucht</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>ok</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <translation>%1: %2, %3</translation>
    </message>
    <message>
        <source>not tested yet</source>
        <translation>noch nicht getestet</translation>
    </message>
    <message>
        <source>trying</source>
        <translation>versucht</translation>
    </message>
</context>
<context>
    <name>holdpoint::TestDetail</name>
    <message>
        <source>Not counting…</source>
        <translation>Zählt nicht…</translation>
    </message>
    <message>
        <source>Load and thresholds…</source>
        <translation>Last und Schwellenwerte…</translation>
    </message>
    <message>
        <source>Run drawn behind this test as dotted lines</source>
        <translation>Lauf, der gepunktet hinter diesem Test gezeichnet wird</translation>
    </message>
    <message>
        <source>Draw behind it</source>
        <translation>Dahinter zeichnen</translation>
    </message>
    <message>
        <source>No test is chosen.</source>
        <translation>Kein Test gewählt.</translation>
    </message>
    <message>
        <source>not run yet</source>
        <translation>noch nicht gelaufen</translation>
    </message>
    <message>
        <source>run %1, %2, %3, ended %4 UTC</source>
        <translation>Lauf %1, %2, %3, beendet %4 UTC</translation>
    </message>
    <message>
        <source>. Does not count: %1</source>
        <translation>. Zählt nicht: %1</translation>
    </message>
    <message>
        <source>Count again…</source>
        <translation>Wieder zählen…</translation>
    </message>
    <message>
        <source>the newest baseline</source>
        <translation>der neueste Basislauf</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>no run yet</source>
        <translation>noch kein Lauf</translation>
    </message>
    <message>
        <source>the run before</source>
        <translation>der Lauf davor</translation>
    </message>
</context>
<context>
    <name>holdpoint::TestPicker</name>
    <message>
        <source>runs</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>ausgelassen</translation>
    </message>
    <message>
        <source>next</source>
        <translation>als nächster</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>Start load</source>
        <translation>Last starten</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Start with the test window</source>
        <translation>Mit dem Testfenster starten</translation>
    </message>
    <message>
        <source>Run failed again</source>
        <translation>Verfehlte wiederholen</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>Auf</translation>
    </message>
    <message>
        <source>Alt+↑</source>
        <translation>Alt+↑</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>Ab</translation>
    </message>
    <message>
        <source>Alt+↓</source>
        <translation>Alt+↓</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Auslassen</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Entf</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Reihe</translation>
    </message>
    <message>
        <source>Planned</source>
        <translation>Geplant</translation>
    </message>
    <message>
        <source>Elapsed</source>
        <translation>Vergangen</translation>
    </message>
    <message>
        <source>Newest run</source>
        <translation>Neuester Lauf</translation>
    </message>
    <message>
        <source>Tests of the plan</source>
        <translation>Tests des Plans</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>Last</translation>
    </message>
    <message>
        <source>Retest</source>
        <translation>Nachtest</translation>
    </message>
    <message>
        <source>Baseline (1 VU, 2 min)</source>
        <translation>Basislauf (1 VU, 2 min)</translation>
    </message>
    <message>
        <source>Dry run (one iteration)</source>
        <translation>Trockenlauf (eine Iteration)</translation>
    </message>
    <message>
        <source>Breakpoint (20 % more every 3 min)</source>
        <translation>Bis zum Bruch (alle 3 min 20 % mehr)</translation>
    </message>
    <message>
        <source>Kind of run</source>
        <translation>Art des Laufs</translation>
    </message>
    <message>
        <source>Pause between tests, in seconds</source>
        <translation>Pause zwischen Tests, in Sekunden</translation>
    </message>
    <message>
        <source>Pause between tests</source>
        <translation>Pause zwischen Tests</translation>
    </message>
    <message>
        <source>Space picks, Enter starts; they run one after another from the top</source>
        <translation>Leertaste wählt, Enter startet; sie laufen nacheinander von oben</translation>
    </message>
    <message>
        <source>Do not start by itself</source>
        <translation>Nicht von selbst starten</translation>
    </message>
    <message>
        <source>Stop load</source>
        <translation>Last anhalten</translation>
    </message>
    <message>
        <source>Ctrl+.</source>
        <translation>Strg+.</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Zurücknehmen</translation>
    </message>
    <message>
        <source>Stop and skip…</source>
        <translation>Anhalten und auslassen…</translation>
    </message>
    <message>
        <source>No release is open.</source>
        <translation>Kein Release ist offen.</translation>
    </message>
    <message>
        <source>Pick at least one test.</source>
        <translation>Mindestens einen Test wählen.</translation>
    </message>
    <message>
        <source>%1 of %2 tests</source>
        <translation>%1 von %2 Tests</translation>
    </message>
    <message>
        <source>%1, one iteration of each scenario</source>
        <translation>%1, eine Iteration je Szenario</translation>
    </message>
    <message>
        <source>%1, at most %2: each ends where it breaks</source>
        <translation>%1, höchstens %2: Jeder endet, wo er bricht</translation>
    </message>
    <message>
        <source>%1, %2 with pauses</source>
        <translation>%1, mit Pausen %2</translation>
    </message>
    <message>
        <source>No test has failed: nothing to run again.</source>
        <translation>Kein Test ist verfehlt: Es gibt nichts zu wiederholen.</translation>
    </message>
</context>
<context>
    <name>holdpoint::Tile</name>
    <message>
        <source>rising</source>
        <translation>steigt</translation>
    </message>
    <message>
        <source>falling</source>
        <translation>fällt</translation>
    </message>
    <message>
        <source>steady</source>
        <translation>gleich</translation>
    </message>
</context>
<context>
    <name>holdpoint::TimeSeriesView</name>
    <message>
        <source>Logarithmic axis</source>
        <translation>Logarithmische Achse</translation>
    </message>
    <message>
        <source>Menu of the chart %1</source>
        <translation>Menü des Diagramms %1</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>thin %1</source>
        <translation>dünn %1</translation>
    </message>
</context>
<context>
    <name>holdpoint::TimelineView</name>
    <message>
        <source>now %1</source>
        <translation>jetzt %1</translation>
    </message>
    <message>
        <source>Tests</source>
        <translation>Tests</translation>
    </message>
    <message>
        <source>no values of a server</source>
        <translation>keine Werte eines Servers</translation>
    </message>
    <message>
        <source>Timeline of the tests</source>
        <translation>Zeitleiste der Tests</translation>
    </message>
    <message>
        <source>Thresholds</source>
        <translation>Schwellenwerte</translation>
    </message>
    <message>
        <source>%1, %2: %3</source>
        <translation>%1, %2: %3</translation>
    </message>
    <message>
        <source>%1 from %2 to %3</source>
        <translation>%1 von %2 bis %3</translation>
    </message>
</context>
<context>
    <name>holdpoint::VerifyDialog</name>
    <message>
        <source>Verify again</source>
        <translation>Erneut prüfen</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Without Holdpoint: every report folder holds VERIFY.txt, whose commands need only sha256sum and ssh-keygen.</source>
        <translation>Ohne Holdpoint: Jeder Berichtsordner enthält VERIFY.txt, dessen Befehle nur sha256sum und ssh-keygen brauchen.</translation>
    </message>
    <message>
        <source>Against my own list…</source>
        <translation>Gegen eine eigene Liste…</translation>
    </message>
    <message>
        <source>An allowed_signers file that you trust, instead of the one that lies with the record</source>
        <translation>Eine eigene, vertraute Datei allowed_signers statt der, die beim Protokoll liegt</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Recomputing every hash, deriving every verdict from the frames, proving every signature</source>
        <translation>Berechnet jeden Hash neu, leitet jedes Urteil aus den Frames ab, prüft jede Signatur</translation>
    </message>
    <message>
        <source>List of allowed signers</source>
        <translation>Liste erlaubter Signierer</translation>
    </message>
    <message>
        <source>%1 is empty</source>
        <translation>%1 ist leer</translation>
    </message>
    <message>
        <source>First bad place: %1</source>
        <translation>Erste schlechte Stelle: %1</translation>
    </message>
    <message>
        <source>%1. “Against my own list” checks against one that you trust.</source>
        <translation>%1. „Gegen eine eigene Liste“ prüft gegen eine, der Sie trauen.</translation>
    </message>
    <message>
        <source>Everything holds: nothing was changed behind the audit log.</source>
        <translation>Alles stimmt: nichts wurde am Audit-Log vorbei geändert.</translation>
    </message>
    <message>
        <source>Everything holds. Since the freeze, and in the audit log: %1.</source>
        <translation>Alles stimmt. Seit dem Einfrieren, und im Audit-Log: %1.</translation>
    </message>
    <message>
        <source>A report folder…</source>
        <translation>Ein Berichtsordner…</translation>
    </message>
    <message>
        <source>One that was exported, here or elsewhere, instead of this dossier</source>
        <translation>Einer, der hier oder anderswo exportiert wurde, statt dieses Dossiers</translation>
    </message>
    <message>
        <source>Report folder</source>
        <translation>Berichtsordner</translation>
    </message>
    <message>
        <source>Verify %1</source>
        <translation>%1 prüfen</translation>
    </message>
</context>
<context>
    <name>holdpoint::WindowPanel</name>
    <message>
        <source>Open test window…</source>
        <translation>Testfenster öffnen…</translation>
    </message>
    <message>
        <source>Close test window…</source>
        <translation>Testfenster schließen…</translation>
    </message>
    <message>
        <source>NOT OPEN</source>
        <translation>NICHT OFFEN</translation>
    </message>
    <message>
        <source>Test window %1</source>
        <translation>Testfenster %1</translation>
    </message>
    <message>
        <source>No test window yet</source>
        <translation>Noch kein Testfenster</translation>
    </message>
    <message>
        <source>It tells everybody that load is coming, and takes all of it back at its end.</source>
        <translation>Es sagt allen, dass Last kommt, und nimmt am Ende alles zurück.</translation>
    </message>
    <message>
        <source>nobody was asked</source>
        <translation>niemand wurde gefragt</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>On call</source>
        <translation>In Bereitschaft</translation>
    </message>
    <message>
        <source>Opened by</source>
        <translation>Geöffnet von</translation>
    </message>
    <message>
        <source>Its mark</source>
        <translation>Markierung</translation>
    </message>
    <message>
        <source>The next one tells</source>
        <translation>Das nächste benachrichtigt</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message numerus="yes">
        <source>%n need(s) you</source>
        <translation>
            <numerusform>%n braucht Sie</numerusform>
            <numerusform>%n brauchen Sie</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing was told yet.</source>
        <translation>Noch niemand wurde benachrichtigt.</translation>
    </message>
    <message>
        <source>Settle…</source>
        <translation>Klären…</translation>
    </message>
    <message>
        <source>Settle %1</source>
        <translation>%1 klären</translation>
    </message>
    <message>
        <source>Stop after this step</source>
        <translation>Nach diesem Schritt anhalten</translation>
    </message>
    <message>
        <source>Go on closing…</source>
        <translation>Weiter schließen…</translation>
    </message>
    <message>
        <source>Go on opening…</source>
        <translation>Weiter öffnen…</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>The file was not opened</source>
        <translation>Die Datei wurde nicht geöffnet</translation>
    </message>
    <message>
        <source>Load-tests a release and decides, with proof, whether it may go to production.</source>
        <translation>Führt Lasttests eines Releases aus und entscheidet mit Nachweis, ob es in Produktion gehen darf.</translation>
    </message>
    <message>
        <source>Start the rehearsal against the built-in staging service at once.</source>
        <translation>Die Probe gegen den eingebauten Staging-Dienst sofort starten.</translation>
    </message>
    <message>
        <source>Language of the texts, for this start: de, en or system.</source>
        <translation>Sprache der Texte für diesen Start: de, en oder system.</translation>
    </message>
    <message>
        <source>one dossier or plan at a time; `holdpoint --help` says more</source>
        <translation>nur ein Dossier oder Plan auf einmal; mehr sagt `holdpoint --help`</translation>
    </message>
    <message>
        <source>there is no language `%1`: de, en or system</source>
        <translation>die Sprache `%1` gibt es nicht: de, en oder system</translation>
    </message>
    <message>
        <source>A dossier (*.holdpoint, or postgresql://USER@HOST/DATABASE#NAME) or a plan (*.yaml).</source>
        <translation>Ein Dossier (*.holdpoint oder postgresql://USER@HOST/DATENBANK#NAME) oder ein Plan (*.yaml).</translation>
    </message>
</context>
</TS>

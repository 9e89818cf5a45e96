<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>holdpoint</name>
    <message numerus="yes">
        <source>%n gap(s), %1 s together</source>
        <translation>
            <numerusform>%n gap of %1 s</numerusform>
            <numerusform>%n gaps, %1 s together</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s)</source>
        <translation>
            <numerusform>%n item</numerusform>
            <numerusform>%n items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n test(s)</source>
        <translation>
            <numerusform>%n test</numerusform>
            <numerusform>%n tests</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cause(s) block</source>
        <translation>
            <numerusform>%n cause blocks</numerusform>
            <numerusform>%n causes block</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n&#xa0;day</numerusform>
            <numerusform>%n&#xa0;days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The plan wants to do %n thing(s) on this machine, as you:</source>
        <translation>
            <numerusform>The plan wants to do %n thing on this machine, as you:</numerusform>
            <numerusform>The plan wants to do %n things on this machine, as you:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>holdpoint::CapacityPage</name>
    <message numerus="yes">
        <source>Saved %n value(s)</source>
        <translation>
            <numerusform>Saved %n value</numerusform>
            <numerusform>Saved %n values</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>holdpoint::ChecklistPage</name>
    <message numerus="yes">
        <source>%n item(s)</source>
        <translation>
            <numerusform>%n item</numerusform>
            <numerusform>%n items</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>holdpoint::ConnectionForm</name>
    <message numerus="yes">
        <source>%n checklist item(s)</source>
        <translation>
            <numerusform>%n checklist item</numerusform>
            <numerusform>%n checklist items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more setting(s)</source>
        <translation>
            <numerusform>%n more setting</numerusform>
            <numerusform>%n more settings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Until it answers, %n item(s) wait.</source>
        <translation>
            <numerusform>Until it answers, %n item waits.</numerusform>
            <numerusform>Until it answers, %n items wait.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>holdpoint::ConnectionsPage</name>
    <message numerus="yes">
        <source>%n checklist item(s) ask it, and stay unknown without it.</source>
        <translation>
            <numerusform>%n checklist item asks it, and stays unknown without it.</numerusform>
            <numerusform>%n checklist items ask it, and stay unknown without it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n source(s)</source>
        <translation>
            <numerusform>%n source</numerusform>
            <numerusform>%n sources</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>holdpoint::CounterBar</name>
    <message numerus="yes">
        <source>%n item(s)</source>
        <translation>
            <numerusform>%n item</numerusform>
            <numerusform>%n items</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>holdpoint::ExportPanel</name>
    <message numerus="yes">
        <source>Export %n format(s)…</source>
        <translation>
            <numerusform>Export %n format…</numerusform>
            <numerusform>Export %n formats…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n page(s), A4</source>
        <translation>
            <numerusform>%n page, A4</numerusform>
            <numerusform>%n pages, A4</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>holdpoint::FindingsView</name>
    <message numerus="yes">
        <source>%n rule(s) not decided</source>
        <translation>
            <numerusform>%n rule not decided</numerusform>
            <numerusform>%n rules not decided</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>holdpoint::GateBanner</name>
    <message numerus="yes">
        <source>%n item(s)</source>
        <translation>
            <numerusform>%n item</numerusform>
            <numerusform>%n items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cause(s)</source>
        <translation>
            <numerusform>%n cause</numerusform>
            <numerusform>%n causes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cause(s) block.</source>
        <translation>
            <numerusform>%n cause blocks.</numerusform>
            <numerusform>%n causes block.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n signature(s) are over the record of %1 UTC. Once Sign-off is decided on another record, they are void.</source>
        <translation>
            <numerusform>%n signature is over the record of %1 UTC. Once Sign-off is decided on another record, it is void.</numerusform>
            <numerusform>%n signatures are over the record of %1 UTC. Once Sign-off is decided on another record, they are void.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>holdpoint::GateDecider</name>
    <message numerus="yes">
        <source>%n item(s) asked again, at %1 UTC.</source>
        <translation>
            <numerusform>%n item asked again, at %1 UTC.</numerusform>
            <numerusform>%n items asked again, at %1 UTC.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>holdpoint::ImportChecklistDialog</name>
    <message numerus="yes">
        <source>%n box(es)</source>
        <translation>
            <numerusform>%n box</numerusform>
            <numerusform>%n boxes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n section(s)</source>
        <translation>
            <numerusform>%n section</numerusform>
            <numerusform>%n sections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more note(s)</source>
        <translation>
            <numerusform>and %n more note</numerusform>
            <numerusform>and %n more notes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>holdpoint::ItemDetails</name>
    <message numerus="yes">
        <source>%n change(s)</source>
        <translation>
            <numerusform>%n change</numerusform>
            <numerusform>%n changes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>holdpoint::MainWindow</name>
    <message numerus="yes">
        <source>%1 is not decided: %n item(s) block it.</source>
        <translation>
            <numerusform>%1 is not decided: %n item blocks it.</numerusform>
            <numerusform>%1 is not decided: %n items block it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 is on hold again: %n item(s) block it.</source>
        <translation>
            <numerusform>%1 is on hold again: %n item blocks it.</numerusform>
            <numerusform>%1 is on hold again: %n items block it.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>holdpoint::PlanView</name>
    <message numerus="yes">
        <source>%1: %n test(s), no faults, sha256 %2</source>
        <translation>
            <numerusform>%1: %n test, no faults, sha256 %2</numerusform>
            <numerusform>%1: %n tests, no faults, sha256 %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n fault(s): nothing can run until they are mended</source>
        <translation>
            <numerusform>%n fault: nothing can run until it is mended</numerusform>
            <numerusform>%n faults: nothing can run until they are mended</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>holdpoint::ReportPage</name>
    <message numerus="yes">
        <source>Exported %n format(s) to %1</source>
        <translation>
            <numerusform>Exported %n format to %1</numerusform>
            <numerusform>Exported %n formats to %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Printed %n page(s)</source>
        <translation>
            <numerusform>Printed %n page</numerusform>
            <numerusform>Printed %n pages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>holdpoint::SourceModel</name>
    <message numerus="yes">
        <source>%n fact(s)</source>
        <translation>
            <numerusform>%n fact</numerusform>
            <numerusform>%n facts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>holdpoint::WindowPanel</name>
    <message numerus="yes">
        <source>%n need(s) you</source>
        <translation>
            <numerusform>%n needs you</numerusform>
            <numerusform>%n need you</numerusform>
        </translation>
    </message>
</context>
</TS>

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails on an include that the module table (holdpoint_module calls, written to modules.txt) does not allow.

Debian puts all Qt headers under one include root, so links alone do not keep widgets out of core: this does.
Usage: check_layers.py SOURCE_DIR MODULES_TXT
"""
import pathlib
import re
import subprocess
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
TIER_QT = {"plain": set(), "qt": {"QtCore", "QtNetwork", "QtSql", "QtWebSockets"},
           "widgets": {"QtCore", "QtNetwork", "QtSql", "QtWebSockets", "QtGui", "QtWidgets", "QtCharts", "QtSvg", "QtPrintSupport"}}


def qt_headers():
    root = pathlib.Path(subprocess.run(["qmake6", "-query", "QT_INSTALL_HEADERS"], capture_output=True, text=True,
                                       check=False).stdout.strip() or "/usr/include/x86_64-linux-gnu/qt6")
    owners = {}
    for folder in root.glob("Qt*"):
        for header in folder.iterdir():
            owners.setdefault(header.name, folder.name)
            owners[f"{folder.name}/{header.name}"] = folder.name
    return owners


def main():
    source, table = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    owners, faults, modules = qt_headers(), [], {}
    for line in table.read_text().splitlines():
        path, tier, uses, linked = line.split("|")
        modules[path] = (tier, uses.split(), linked.split())
    by_name = {("ui_" if path.startswith("ui/") and "core/" + path[3:] in modules else "") + path.split("/")[-1]: path
               for path in modules}
    for path, (tier, uses, linked) in modules.items():
        for used in uses:
            if used not in by_name:
                faults.append(f"{path}: uses {used}, which is no module")
        allowed = {path} | {by_name[used] for used in uses if used in by_name}
        allowed_qt = set(TIER_QT[tier])
        if any(library in ("Qt6::Gui", "Qt6::Svg") for library in linked):
            allowed_qt |= {"QtGui", "QtSvg"}
        for file in sorted((source / path).rglob("*")):
            if file.suffix not in (".h", ".cpp"):
                continue
            for quote, header in INCLUDE.findall(file.read_text(errors="replace")):
                where = f"{file.relative_to(source)}: includes {header}"
                folder = next((m for m in modules if header.startswith(m + "/")), None)
                if folder and folder not in allowed:
                    faults.append(f"{where}, but {path} does not use {folder.split('/')[-1]}")
                owner = None if folder or quote == '"' else owners.get(header)
                if owner and owner not in allowed_qt:
                    faults.append(f"{where} of {owner}, which the tier {tier} may not include")
    for fault in faults:
        print(fault)
    print(f"{len(modules)} modules, {len(faults)} faults")
    return 1 if faults else 0


sys.exit(main())

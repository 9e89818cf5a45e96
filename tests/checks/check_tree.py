#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""House rules that a compiler does not see: SPDX heads, no sleeping tests, no registry hosts, no unfinished merges, known top-level folders.

Usage: check_tree.py SOURCE_DIR
"""
import pathlib
import re
import subprocess
import sys

TOP = {"CMakeLists.txt", "app", "core", "ui", "resources", "tests", "packaging", "README.md", "CMakePresets.json", "LICENSE",
       "CONTRIBUTING.md", "DECISIONS.md", "CHANGELOG.md"}
SLEEPS = re.compile(r"sleep_for|\bQTest::qWait\(|\bQThread::m?sleep|\busleep\(|processEvents\(")
# Two rounds after show() before grab(), as reference/ui.md §10 asks; and programs that measure rounds of events.
MAY_PROCESS_EVENTS = {"tests/support/gui.h", "tests/bench/console_bench.cpp", "tests/bench/gui_bench.cpp",
                      "tests/bench/long_run_bench.cpp"}
# They look into the files that they list, which ends this process's locks on a dossier (ui/style/file_choice.h).
FILE_DIALOGS = re.compile(r"QFileDialog::get\w+\(|QFileDialog\(|QFileDialog \w+[({]")
MAY_MAKE_FILE_DIALOGS = {"ui/style/file_choice.cpp", "ui/shell/open_dialog.cpp"}
MERGE = re.compile(r"^(<<<<<<<|>>>>>>>|\|\|\|\|\|\|\|) ", re.MULTILINE)
HOSTS = re.compile(r"(pypi\.org|crates\.io|registry\.npmjs|proxy\.golang|maven\.org|deb\.debian)")


def main():
    root = pathlib.Path(sys.argv[1])
    listed = subprocess.run(["git", "-C", root, "ls-files"], capture_output=True, text=True, check=False).stdout.split("\n")
    files = [name for name in listed if name and (root / name).is_file()]
    faults = []
    for name in files:
        top = name.split("/")[0]
        if top not in TOP and not top.startswith("."):
            faults.append(f"{name}: {top} is not one of the fixed top-level folders")
        path = root / name
        if path.suffix not in {".h", ".cpp", ".cmake", ".py", ".sh", ".txt", ".yaml", ".md"}:
            continue
        text = path.read_text(errors="replace")
        if path.suffix in {".h", ".cpp"} and "SPDX-License-Identifier: GPL-3.0-or-later" not in text[:200]:
            faults.append(f"{name}: no SPDX head")
        if name.startswith("tests/") and path.suffix in {".h", ".cpp"} and name not in MAY_PROCESS_EVENTS and SLEEPS.search(text):
            faults.append(f"{name}: waits a fixed time ({SLEEPS.search(text).group(0)})")
        if name.startswith(("ui/", "app/")) and name not in MAY_MAKE_FILE_DIALOGS and FILE_DIALOGS.search(text):
            faults.append(f"{name}: makes a file dialog of its own; ui/style/file_choice.h has them")
        if MERGE.search(text):
            faults.append(f"{name}: a merge was left unfinished")
        if HOSTS.search(text) and name != "tests/checks/check_tree.py":
            faults.append(f"{name}: names a registry's host")
    for fault in faults:
        print(fault)
    print(f"{len(files)} files, {len(faults)} faults")
    return 1 if faults else 0


sys.exit(main())

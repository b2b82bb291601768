"""Print what a data file of coverage.py holds, as JSON: for each file its lines, or its arcs, sorted.

    dump.py DATA FOLDER         file names are given relative to FOLDER
"""

import json
import os
import sys

from coverage import CoverageData


def main():
    path, folder = sys.argv[1:]
    data = CoverageData(basename=path)
    data.read()
    files = {}
    for name in sorted(data.measured_files()):
        short = os.path.relpath(name, folder).replace(os.sep, "/")
        if data.has_arcs():
            files[short] = {"arcs": sorted(map(list, data.arcs(name)))}
        else:
            files[short] = {"lines": sorted(data.lines(name))}
    # One file to a line, so that a difference names the file.
    lines = [f"{json.dumps(name)}: {json.dumps(content)}" for name, content in files.items()]
    print("{\n" + ",\n".join(lines) + "\n}")


if __name__ == "__main__":
    main()

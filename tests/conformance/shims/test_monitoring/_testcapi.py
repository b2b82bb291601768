"""What test_monitoring needs of `_testcapi` so that its tests of the C interface are skipped one by one.

Without the module the set-up of those tests is skipped after it took a tool of sys.monitoring, and all later tests of the
file fail because the tool is in use.
"""

import unittest


class CodeLike:
    def __init__(self, locations):
        self.locations = locations


def __getattr__(name):
    if not name.startswith(("fire_event_", "monitoring_")):
        raise AttributeError(name)

    def function(*args):
        raise unittest.SkipTest("there is no C interface")

    function.__name__ = name
    return function

"""unittest: results of every kind, fixtures, subtests, skips, assertions and their messages, mock, loader, runner text."""
import io
import re
import unittest
from unittest import mock


class Basics(unittest.TestCase):
    log = []

    @classmethod
    def setUpClass(cls):
        cls.log.append("setUpClass")

    @classmethod
    def tearDownClass(cls):
        cls.log.append("tearDownClass")

    def setUp(self):
        self.log.append(f"setUp {self._testMethodName}")
        self.addCleanup(self.log.append, "cleanup")

    def tearDown(self):
        self.log.append("tearDown")

    def test_passes(self):
        """A docstring line."""
        self.assertEqual(1, 1)

    def test_fails(self):
        self.assertEqual([1, 2, 3], [1, 5, 3], "with a message")

    def test_errors(self):
        raise ValueError("an error")

    @unittest.skip("for a reason")
    def test_skipped(self):
        pass

    @unittest.expectedFailure
    def test_expected(self):
        self.fail("expected")

    @unittest.expectedFailure
    def test_unexpected(self):
        pass

    def test_subtests(self):
        for i in range(3):
            with self.subTest("part", i=i):
                self.assertNotEqual(i, 1)

    def test_skip_inside(self):
        self.skipTest("inside")


def run(case, verbosity=2):
    stream = io.StringIO()
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(case)
    result = unittest.TextTestRunner(stream, verbosity=verbosity).run(suite)
    text = re.sub(r"in \d+\.\d+s", "in Ns", stream.getvalue())
    print(re.sub(r'File ".*", line \d+', "File F, line N", text))
    print(result.testsRun, len(result.failures), len(result.errors), len(result.skipped), len(result.expectedFailures), len(result.unexpectedSuccesses), result.wasSuccessful())


run(Basics)
print(Basics.log)


class Broken(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        raise RuntimeError("no class")

    def test_never(self):
        pass


run(Broken, 1)
case = unittest.TestCase()


def check(f):
    try:
        f()
    except AssertionError as e:
        print(str(e))
    except Exception as e:
        print(type(e).__name__, e)
    else:
        print("passed")


for f in [lambda: case.assertEqual(1, 2), lambda: case.assertEqual("a\nb", "a\nc"), lambda: case.assertEqual({"a": 1}, {"a": 2}), lambda: case.assertEqual({1, 2}, {2, 3}), lambda: case.assertEqual((1, 2), (1,)), lambda: case.assertEqual([1], (1,)), lambda: case.assertNotEqual(1, 1), lambda: case.assertTrue([]), lambda: case.assertFalse(1), lambda: case.assertIs(None, 0), lambda: case.assertIsNone(1), lambda: case.assertIsNotNone(None), lambda: case.assertIn(1, [2]), lambda: case.assertNotIn(1, [1]), lambda: case.assertIsInstance(1, str), lambda: case.assertNotIsInstance(1, int), lambda: case.assertAlmostEqual(1, 1.1), lambda: case.assertAlmostEqual(1.00000001, 1), lambda: case.assertAlmostEqual(1, 2, delta=0.5), lambda: case.assertGreater(1, 2), lambda: case.assertLessEqual(3, 2), lambda: case.assertRegex("abc", "x"), lambda: case.assertNotRegex("abc", "b"), lambda: case.assertCountEqual([1, 2, 2], [2, 1, 1]), lambda: case.assertMultiLineEqual("a", "b"), lambda: case.assertListEqual([1], [2]), lambda: case.assertDictEqual({}, {1: 2}), lambda: case.assertRaises(ValueError, int, "5"), lambda: case.assertRaises(ValueError, int, "x"), lambda: case.assertRaises(ValueError, lambda: 1 / 0), lambda: case.assertRaisesRegex(ValueError, "zzz", int, "x"), lambda: case.fail("failed"), lambda: case.assertHasAttr(5, "x"), lambda: case.assertStartsWith("abc", "b"), lambda: case.assertEndsWith("abc", "c"), lambda: case.assertIsSubclass(int, str)]:
    check(f)
with case.assertRaises(ValueError) as cm:
    int("x")
print(cm.exception)
with case.assertWarns(UserWarning) as w:
    import warnings
    warnings.warn("careful")
print(w.warning)
with case.assertLogs("app", level="INFO") as logs:
    import logging
    logging.getLogger("app").info("logged")
print(logs.output)
check(lambda: case.assertNoLogs("app").__enter__())
m = mock.Mock(return_value=5)
print(m(1, k=2), m.called, m.call_count, m.call_args, m.mock_calls, m.attr.nested(3) is not None, m.method_calls)
m.assert_called_once_with(1, k=2)
check(lambda: m.assert_called_with(9))
check(lambda: m.assert_not_called())
check(lambda: m.assert_nothing())
m.side_effect = [1, ValueError("second"), 3]
print(m())
check(lambda: m())
print(m())
check(lambda: m())
m.side_effect = lambda x: x * 2
print(m(4), mock.call(1, a=2), m.call_args_list[-1])
magic = mock.MagicMock()
magic.__len__.return_value = 3
magic.__getitem__.side_effect = lambda k: k * 2
print(len(magic), magic["a"], bool(magic), list(magic), int(magic), magic.__iter__.called)
with magic as entered:
    print(magic.__enter__.called, entered is magic.__enter__.return_value)
spec = mock.Mock(spec=["allowed"])
print(spec.allowed is not None)
check(lambda: spec.forbidden)


class Target:
    value = "real"

    def method(self, a):
        return a


with mock.patch.object(Target, "value", "patched"), mock.patch("math.floor", return_value=7) as floor:
    import math
    print(Target.value, math.floor(2.5), floor.called)
print(Target.value, math.floor(2.5))
with mock.patch.dict("os.environ", {"MOCKED": "1"}):
    import os
    print(os.environ["MOCKED"])
print("MOCKED" in os.environ)
auto = mock.create_autospec(Target)
check(lambda: auto.method(1, 2, 3))
opener = mock.mock_open(read_data="mocked text")
with mock.patch("builtins.open", opener):
    print(open("any").read())
print(mock.sentinel.thing, mock.ANY == 5, repr(mock.DEFAULT))


class Async(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.ready = True

    async def test_async(self):
        self.assertTrue(self.ready)
        am = mock.AsyncMock(return_value=3)
        self.assertEqual(await am(), 3)
        am.assert_awaited_once()


run(Async, 1)
suite = unittest.TestSuite([Basics("test_passes"), unittest.FunctionTestCase(lambda: None, description="a function")])
print(suite.countTestCases(), [t.shortDescription() for t in suite], Basics("test_passes").id(), str(Basics("test_fails")), sorted(unittest.defaultTestLoader.getTestCaseNames(Basics))[:2])
check(lambda: Basics("missing"))
import doctest


def documented():
    """
    >>> 1 + 1
    2
    >>> [][1]
    Traceback (most recent call last):
    IndexError: list index out of range
    >>> print("a  b")  # doctest: +NORMALIZE_WHITESPACE
    a b
    >>> 2 * 3
    7
    """


finder, out = doctest.DocTestFinder(), io.StringIO()
runner = doctest.DocTestRunner(verbose=False)
for test in finder.find(documented, "documented", globs={}):
    print(runner.run(test, out=out.write))
print(re.sub(r'File ".*", line \d+', "File F, line N", out.getvalue()))

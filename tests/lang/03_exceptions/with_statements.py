"""`with`: protocol lookups, suppression, several items, parenthesised items, failures in enter and exit."""


def attempt(f):
    try:
        print(f())
    except BaseException as e:
        print(type(e).__name__, e, "| context:", repr(e.__context__))


class M:
    def __init__(self, name, suppress=False, fail_enter=False, fail_exit=False):
        self.name = name
        self.suppress = suppress
        self.fail_enter = fail_enter
        self.fail_exit = fail_exit

    def __enter__(self):
        print("  enter", self.name)
        if self.fail_enter:
            raise RuntimeError(f"enter {self.name}")
        return self.name

    def __exit__(self, kind, value, tb):
        print("  exit", self.name, kind and kind.__name__, value, tb is not None)
        if self.fail_exit:
            raise RuntimeError(f"exit {self.name}")
        return self.suppress


def normal():
    with M("a") as a, M("b") as b:
        print("  body", a, b)
    return "after"


def parenthesised():
    with (
        M("a") as a,
        M("b", suppress=True),
        M("c") as (c),
    ):
        raise ValueError(a + c)
    return "suppressed by the middle one"


def outer_suppresses():
    with M("a", suppress=True), M("b"):
        raise ValueError("x")
    return "after"


def returns():
    with M("a"):
        return "returned"


def returns_suppressed():
    with M("a", suppress=True):
        raise ValueError
        return "unreached"


def breaks():
    log = []
    for i in range(4):
        with M(i):
            if i == 1:
                continue
            if i == 2:
                break
            log.append(i)
    return log


def enter_fails():
    with M("a", suppress=True), M("b", fail_enter=True), M("c"):
        print("unreached")
    return "a suppressed it"


def exit_fails():
    with M("a"), M("b", fail_exit=True):
        raise ValueError("body")


def exit_fails_without_error():
    with M("a", fail_exit=True):
        pass


def unpack_target():
    class T(M):
        def __enter__(self):
            return 1, (2, 3)
    with T("t") as (x, (y, z)):
        print(" ", x, y, z)
    store = {}
    with T("t") as store["k"]:
        pass
    return store


def target_fails():
    class T(M):
        def __enter__(self):
            return 5
    with T("t") as (x, y):
        pass


def not_a_manager():
    with 5:
        pass


def only_enter():
    class E:
        def __enter__(self):
            pass
    with E():
        pass


def only_exit():
    class E:
        def __exit__(self, *a):
            pass
    with E():
        pass


def async_manager_in_with():
    class A:
        async def __aenter__(self):
            pass

        async def __aexit__(self, *a):
            pass
    with A():
        pass


def on_instance():
    m = M("class methods are used")
    m.__enter__ = lambda: 1 / 0
    with m:
        pass
    return "done"


def truthy_result():
    class T:
        def __enter__(self):
            pass

        def __exit__(self, *a):
            return [1]
    with T():
        raise KeyError
    return "a non-empty list suppresses"


def bool_fails():
    class B:
        def __bool__(self):
            raise OSError("bool")

    class T:
        def __enter__(self):
            pass

        def __exit__(self, *a):
            return B()
    with T():
        raise KeyError("body")


def exception_mutated():
    class T:
        def __enter__(self):
            pass

        def __exit__(self, kind, value, tb):
            value.args = ("changed in exit",)
    with T():
        raise KeyError("original")


def system_exit_suppressed():
    with M("a", suppress=True):
        raise SystemExit(3)
    return "still here"


def nested_with_try():
    try:
        with M("a"):
            try:
                with M("b"):
                    raise ValueError("v")
            except ValueError:
                print("  handled between")
                raise KeyError("k")
    except KeyError as e:
        return repr(e), repr(e.__context__)


def generator_with():
    def g():
        with M("g"):
            yield 1
            yield 2
    it = g()
    print(" ", next(it))
    it.close()
    return "closed"


def expression_fails():
    with M("a"), undefined_manager:
        pass


for f in (normal, parenthesised, outer_suppresses, returns, returns_suppressed, breaks, enter_fails, exit_fails,
          exit_fails_without_error, unpack_target, target_fails, not_a_manager, only_enter, only_exit, async_manager_in_with,
          on_instance, truthy_result, bool_fails, exception_mutated, system_exit_suppressed, nested_with_try, generator_with,
          expression_fails):
    print(f.__name__)
    attempt(f)

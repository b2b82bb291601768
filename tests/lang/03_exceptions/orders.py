"""The orders in which `try`, `except`, `else` and `finally` run, with return, break, continue and raise in each."""


def run(f, *args):
    try:
        print(f.__name__, args, "->", f(*args))
    except BaseException as e:
        print(f.__name__, args, "raised", repr(e), "context", repr(e.__context__))


def all_parts(kind):
    try:
        print("  try")
        if kind == "raise":
            raise ValueError("from try")
        if kind == "return":
            return "returned from try"
        if kind == "other":
            raise KeyError("other")
    except ValueError as e:
        print("  except", e)
        return "returned from except"
    else:
        print("  else")
        return "returned from else"
    finally:
        print("  finally")


for kind in ("plain", "raise", "return", "other"):
    run(all_parts, kind)


def finally_override(kind):
    try:
        if kind == "raise":
            raise ValueError
        return "try"
    finally:
        if kind != "none":
            return_value = "finally"
    return return_value if kind != "none" else None


for kind in ("raise", "return", "none"):
    run(finally_override, kind)


def raise_in_except():
    try:
        raise ValueError("first")
    except ValueError:
        raise KeyError("second")
    finally:
        print("  finally")


def raise_in_else():
    try:
        pass
    except ValueError:
        print("  not caught here")
    else:
        raise ValueError("else")


def raise_in_finally():
    try:
        raise ValueError("first")
    finally:
        raise KeyError("from finally")


def raise_in_matching():
    try:
        raise ValueError("first")
    except print("  evaluated") or TypeError:
        pass
    except (KeyError, undefined):
        pass


def not_an_exception_class():
    try:
        raise ValueError("first")
    except 5:
        pass


def tuple_with_bad():
    try:
        raise ValueError("first")
    except (KeyError, "str"):
        pass


def nested_tuple():
    try:
        raise ValueError("first")
    except (KeyError, (ValueError,)):
        return "nested"


def bare_except():
    try:
        raise SystemExit("caught by bare except")
    except:
        return "bare"


def loop_with_finally():
    log = []
    for i in range(5):
        try:
            if i == 1:
                continue
            if i == 3:
                break
            log.append(("body", i))
        except ValueError:
            pass
        else:
            log.append(("else", i))
        finally:
            log.append(("finally", i))
    else:
        log.append("loop else")
    return log


def nested_finally():
    log = []
    try:
        try:
            try:
                log.append(1)
                raise ValueError("deep")
            finally:
                log.append(2)
        except KeyError:
            log.append("wrong")
        finally:
            log.append(3)
    except ValueError as e:
        log.append(str(e))
    return log


def while_finally():
    n = 0
    while True:
        try:
            n += 1
            if n > 3:
                return n
        finally:
            if n == 2:
                n += 10


def name_deleted():
    e = "before"
    try:
        raise ValueError
    except ValueError as e:
        pass
    try:
        return e
    except NameError as err:
        return str(err)


def name_deleted_early():
    try:
        raise ValueError
    except ValueError as e:
        del e
    return "fine"


def reraise_outside():
    raise


def reraise_in_function():
    def again():
        raise

    try:
        raise ValueError("original")
    except ValueError:
        again()


def reraise_after_nested():
    try:
        raise ValueError("outer")
    except ValueError:
        try:
            raise KeyError("inner")
        except KeyError:
            pass
        raise


def return_in_finally_of_generator():
    def g():
        try:
            yield 1
            yield 2
        finally:
            print("  generator finally")

    numbers = g()
    try:
        for x in numbers:
            return x
    finally:
        numbers.close()


for f in (raise_in_except, raise_in_else, raise_in_finally, raise_in_matching, not_an_exception_class, tuple_with_bad,
          nested_tuple, bare_except, loop_with_finally, nested_finally, while_finally, name_deleted, name_deleted_early,
          reraise_outside, reraise_in_function, reraise_after_nested, return_in_finally_of_generator):
    run(f)


def many(n):
    try:
        if n == 0:
            raise ValueError("v")
        if n == 1:
            raise IndexError("i")
        if n == 2:
            raise OSError(2, "o")
        if n == 3:
            raise KeyboardInterrupt
        if n == 4:
            raise StopIteration(5)
    except (ValueError, TypeError):
        return "value or type"
    except LookupError as e:
        return f"lookup {e}"
    except OSError as e:
        return f"os {e.errno} {e.strerror}"
    except Exception as e:
        return f"exception {e!r}"
    return "none"


for n in range(6):
    run(many, n)

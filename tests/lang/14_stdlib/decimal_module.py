"""decimal: construction, arithmetic, contexts, rounding, signals, formatting."""
import decimal
from decimal import Context, Decimal, localcontext


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


D = Decimal
show("D('1.10')", "D(1)", "D(0.1)", "D('1e5')", "D('-0')", "D('NaN')", "D('sNaN')", "D('Infinity')", "D('-inf')", "D('1_000.5')", "D(' 5 ')", "D('x')", "D('')", "D((0, (1, 2), -1))", "D((2, (1,), 0))", "D(None)", "D('１.５')", "D(True)", "D(D('1.0'))", "D('1E+400')", "D.from_float(0.5)", "D.from_number(1.5)")
show("D('1.1') + D('2.2')", "D(1) / D(3)", "D(2) ** D('0.5')", "D(10) / 4", "D(7) // 2", "D(-7) // 2", "D(-7) % 3", "divmod(D(7), D(2))", "D(1) / 0", "D(0) / 0", "D('1.5') + 1", "D('1.5') + 1.5", "1 + D('1.5')", "D('1.5') * 'a'", "-D('1.50')", "+D('1.50')", "abs(D(-1))", "D(2) ** -2", "D(2) ** 100", "pow(D(3), 4, 5)", "D('1.1') == 1.1", "D('0.5') == 0.5", "D(1) == 1", "D(1) < 1.5", "D('NaN') == D('NaN')", "D('NaN') < 1", "D('sNaN') == 1", "D(1) == 'a'", "max(D(1), D(2))", "sum([D('0.1')] * 10)", "hash(D(1)) == hash(1)", "hash(D('0.5')) == hash(0.5)", "hash(D('sNaN'))", "bool(D(0))", "int(D('-1.9'))", "float(D('1.25'))", "int(D('NaN'))", "round(D('2.5'))", "round(D('2.675'), 2)", "D('1e1000000') * D('1e1000000')", "D('Infinity') - D('Infinity')", "D('Infinity') * 0", "complex(D(1))", "D(3).__floor__()", "D('3.7').__ceil__()")
show("D('3.14159').quantize(D('0.01'))", "D('2.675').quantize(D('0.01'), rounding=decimal.ROUND_HALF_UP)", "D('1e30').quantize(D('0.01'))", "D('1.200').normalize()", "D('1200').normalize()", "D('1.5').to_integral_value()", "D('2.5').to_integral_value(decimal.ROUND_UP)", "D('123.456').as_tuple()", "D('0.25').as_integer_ratio()", "D('NaN').as_tuple()", "D('1.50').adjusted()", "D('1E+3').to_eng_string()", "D(2).sqrt()", "D(-1).sqrt()", "D(1).exp()", "D(10).ln()", "D(1000).log10()", "D(0).ln()", "D('1.1').is_nan(), D('NaN').is_nan(), D(0).is_zero(), D('-1').is_signed(), D('Inf').is_infinite()", "D('1.0').compare(D('1.00'))", "D('1.0').compare_total(D('1.00'))", "D(5).max(D('NaN'))", "D(1).next_plus()", "D(1).scaleb(3)", "D(5).fma(2, 3)", "D(5).remainder_near(3)", "D('1.5').same_quantum(D('0.1'))", "D('12').shift(2)", "D('1101').logical_and(D('1011'))", "D('1.23').copy_sign(D(-1))", "D(100).canonical()", "D('1.5').number_class()", "D(7).radix()")
for rounding in ("ROUND_CEILING", "ROUND_DOWN", "ROUND_FLOOR", "ROUND_HALF_DOWN", "ROUND_HALF_EVEN", "ROUND_HALF_UP", "ROUND_UP", "ROUND_05UP"):
    print(rounding, [str(D(v).quantize(D(1), rounding=getattr(decimal, rounding))) for v in ("2.5", "-2.5", "3.5", "2.4", "2.6", "-2.1", "0.5", "5.1")])
show("str(D('1E-7'))", "str(D('0.000001'))", "str(D('0.0000001'))", "str(D('1E+5'))", "str(D('-0.00'))", "format(D('1234.567'), ',.2f')", "format(D('1234.567'), 'e')", "format(D('1.5'), '.3g')", "format(D('0.125'), '%')", "format(D('1.5'), '010.2f')", "format(D('1.5'), '+')", "format(D('NaN'), '.2f')", "format(D('1.5'), 'd')", "format(D('1e10'), 'f')", "format(D('1.10'), '')", "f'{D(\"3.14159\"):.2f}'", "'%.2f' % D('1.005')", "repr(D('sNaN123'))", "format(D('123456789'), 'n')", "format(D('1.5'), '<8')", "format(D('-1.5'), '=8')")
with localcontext() as ctx:
    ctx.prec = 5
    print(D(1) / D(3), D("1.23456789") + 0, +D("123456"), D("1.23456789"))
    ctx.rounding = decimal.ROUND_UP
    print(D(1) / D(3))
with localcontext(prec=3) as ctx:
    print(D(2) / D(3), ctx.prec)
c = Context(prec=4, traps=[])
print(c.divide(D(1), D(0)), c.flags[decimal.DivisionByZero], c.create_decimal("3.14159"), c.sqrt(D(-1)), sorted(f.__name__ for f, v in c.flags.items() if v))
c.clear_flags()
print(any(c.flags.values()), c.power(2, 10), c.to_sci_string(D("1E+5")), c.Emax, c.Emin)
with localcontext() as ctx:
    ctx.traps[decimal.Inexact] = True
    show("D(1) / D(3)")
    ctx.traps[decimal.FloatOperation] = True
    show("D(1.5)", "D(1) < 1.5")
show("decimal.getcontext().prec", "Context(prec=0)", "Context(rounding='bad')", "decimal.DefaultContext.prec", "decimal.BasicContext.rounding", "issubclass(decimal.DivisionByZero, ZeroDivisionError)", "decimal.MAX_PREC > 0", "Context(prec=3) == Context(prec=3)")
with localcontext(prec=50):
    pi, last, t, n, na, d, da = D(3), D(0), D(3), 1, 0, 0, 24
    while pi != last:
        last = pi
        n, na = n + na, na + 8
        d, da = d + da, da + 32
        t = t * n / d
        pi += t
    print(+pi)
    print(D(2).sqrt(), D(1).exp(), D(10).ln())
balance = D("1000.00")
for year in range(5):
    balance = (balance * D("1.0375")).quantize(D("0.01"))
print(balance)


class MyDecimal(Decimal):
    pass


print(MyDecimal("1.5"), type(MyDecimal(1) + 1).__name__, type(-MyDecimal(1)).__name__)
import pickle

print(pickle.loads(pickle.dumps(D("1.10"))), {D("1.0"): "key"}[1], sorted([D(3), 1.5, D("2")]))

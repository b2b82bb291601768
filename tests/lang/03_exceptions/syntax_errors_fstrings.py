"""Syntax errors inside f-strings, and oddities there that compile."""
for bad in ["f'{'", "f'}'", "f'{}'", "f'{ }'", "f'{!r}'", "f'{a!}'", "f'{a!x}'", "f'{a!r !s}'", "f'{a:{b:{c}}}'", "f'{a:{b:{c:{d}}}}'", "f'{lambda x: 1}'", "f'{a b}'", "f'{a=b}'", "f'{a:=5}'", "f'{*a}'", "f'{**a}'", "f'{yield}'", "f'{a[}'", "f'{a)}'", "f'{#}'", "f'{a!r:}}'", "f'{a;b}'", "f'{=}'", "f'{a$b}'", "f'{a'\nx'}'", "f\"{a\"", "f'{a!ra}'", "f'{a! r}'", "fb'x'", "f'{f'", "f'{a:{}}'", "f'{1 = }'", "f'{x:\n}'"]:
    try:
        code = compile(bad, "<s>", "eval")
    except SyntaxError as e:
        print(repr(bad), e.msg)
    else:
        try:
            print(repr(bad), "compiles", eval(code, {"a": 1, "b": 2, "c": 3, "d": 4, "x": 5}))
        except Exception as e:
            print(repr(bad), "compiles", type(e).__name__, e)

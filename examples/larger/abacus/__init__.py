"""Abacus: a very small language, its compiler and its stack machine.

A program is a list of statements: `let x = 1;`, `x = x + 1;`, `print x;`, `if c { ... } else { ... }`, `while c { ... }`,
`fn f(a, b) { ... return a; }`.  Values are integers, strings and lists.
"""

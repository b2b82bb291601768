"""The programs that are compiled and run, by name."""

PRIMES = """
# The sieve of Eratosthenes.
let n = 3000;
let composite = fill(n, 0);
let i = 2;
let found = [];
while i < n {
  if not composite[i] {
    append(found, i);
    strike_out(composite, i, n);
  }
  i = i + 1;
}
print size(found);
print found[size(found) - 1];
fn strike_out(composite, i, n) {
  let j = i * i;
  while j < n { composite[j] = 1; j = j + i; }
}
"""

QUEENS = """
fn safe(columns, column) {
  let row = size(columns);
  let i = 0;
  while i < row {
    if columns[i] == column or columns[i] - column == i - row or columns[i] - column == row - i { return 0; }
    i = i + 1;
  }
  return 1;
}
fn solve(n, columns) {
  if size(columns) == n { return 1; }
  let count = 0;
  let column = 0;
  while column < n {
    if safe(columns, column) {
      append(columns, column);
      count = count + solve(n, columns);
      pop(columns);
    }
    column = column + 1;
  }
  return count;
}
print solve(5, []);
print solve(6, []);
"""

FIBONACCI = """
fn fib(n) { if n < 2 { return n; } return fib(n - 1) + fib(n - 2); }
let n = 0;
while 1 {
  if n > 14 { break; }
  print fib(n);
  n = n + 1;
}
"""

COLLATZ = """
let best = 0;
let longest = 0;
fn steps(n) {
  let count = 0;
  while n != 1 {
    if n % 2 == 0 { n = n / 2; } else if n > 0 { n = 3 * n + 1; } else { return 0 - 1; }
    count = count + 1;
  }
  return count;
}
let k = 1;
while k < 300 {
  let count = steps(k);
  if count > longest { longest = count; best = k; }
  k = k + 1;
}
print best; print longest;
"""

CIPHER = """
fn shift(text_in, by) {
  let out = [];
  let i = 0;
  while i < size(text_in) {
    let c = code(text_in, i);
    i = i + 1;
    if c < 97 or c > 122 { append(out, letter(c)); continue; }
    append(out, letter((c - 97 + by + 26) % 26 + 97));
  }
  return join(out, "");
}
let secret = shift("the quick brown fox jumps over the lazy dog", 13);
print secret;
print shift(secret, 0 - 13);
"""

SORTING = """
fn bubble(values) {
  let n = size(values);
  let i = 0;
  while i < n {
    let swaps = bubble_row(values, n - i - 1);
    i = i + 1;
    if swaps == 0 { break; }
  }
  return values;
}
fn bubble_row(values, end) {
  let swaps = 0;
  let j = 0;
  while j < end {
    if values[j] > values[j + 1] {
      swap(values, j);
      swaps = swaps + 1;
    }
    j = j + 1;
  }
  return swaps;
}
fn swap(values, j) {
  let kept = values[j];
  values[j] = values[j + 1];
  values[j + 1] = kept;
}
let seed = 42;
let values = [];
while size(values) < 40 {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  append(values, seed / 65536 % 100);
}
let wanted = sorted(values);
bubble(values);
print values;
print values == wanted and "sorted" or "not sorted";
"""

FOLDING = """
print 1 + 2 * 3 - 4 / 2;
print (10 - 4) % 4 == 2;
print -(3 + 4) * 2;
print 7 / (3 - 2 - 1);
"""

DEEP = """
fn down(n) { return down(n + 1); }
print "going down";
print down(0);
"""

ALL = {
    "primes": PRIMES,
    "queens": QUEENS,
    "fibonacci": FIBONACCI,
    "collatz": COLLATZ,
    "cipher": CIPHER,
    "sorting": SORTING,
    "folding": FOLDING,
    "deep": DEEP,
    "stray": "let a = 1 ? 2;",
    "unclosed": "if 1 { print 1;",
    "unknown": "print a;",
    "twice": "let a = 1; let a = 2;",
    "arity": 'print size("a", "b");',
    "misplaced": "break;",
    "wrong_type": 'print 1 + "a";',
    "no_list": "append(1, 2);",
    "empty": "pop([]);",
    "too_far": "let a = [1, 2]; print a[5];",
}

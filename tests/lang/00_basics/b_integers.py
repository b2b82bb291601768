# Integer arithmetic within a machine word, with the signs of floor division and modulo.
print(1 + 2, 5 - 9, 6 * 7)
a = 17
b = 5
print(a + b, a - b, a * b, a // b, a % b)
print(-a // b, -a % b)
print(a // -b, a % -b)
print(-a // -b, -a % -b)
print(a ** b, a ** 0, 0 ** 0, (-2) ** 3)
print(a & b, a | b, a ^ b, ~a)
print(1 << 10, 1024 >> 3, -1 >> 1, -5 >> 1)
print(+a, -a, not a, not 0)
print(7 / 2 == 3.5, 6 / 3 == 2)
x = 10
x += 5
print(x)
x -= 3
print(x)
x *= 4
print(x)
x //= 5
print(x)
x %= 6
print(x)
x **= 5
print(x)
x <<= 2
print(x)
x >>= 1
print(x)
x |= 1
print(x)
x &= 0b111
print(x)
x ^= 0xFF
print(x)
print(0x10, 0o17, 0b101, 1_000_000)
print(2147483647 + 1, -2147483648 - 1)
print(9223372036854775807 + 1)
print(-9223372036854775808 - 1)
print(4611686018427387903 + 1, 4611686018427387904 - 1)
print(3037000500 * 3037000500)
print(99999999999 * 99999999999)
print(2 ** 63, 2 ** 64, -(2 ** 63))

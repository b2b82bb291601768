"""Matrices over fractions: products, elimination, determinants, powers."""

from fractions import Fraction


class Matrix:
    def __init__(self, rows):
        self.rows = [[Fraction(value) for value in row] for row in rows]
        if len({len(row) for row in self.rows}) > 1:
            raise ValueError("rows of different lengths")

    @classmethod
    def identity(cls, size):
        return cls([[int(i == j) for j in range(size)] for i in range(size)])

    @property
    def shape(self):
        return len(self.rows), len(self.rows[0]) if self.rows else 0

    def __eq__(self, other):
        return isinstance(other, Matrix) and self.rows == other.rows

    def __repr__(self):
        return "[" + "; ".join(" ".join(str(value) for value in row) for row in self.rows) + "]"

    def __getitem__(self, place):
        i, j = place
        return self.rows[i][j]

    def __add__(self, other):
        if self.shape != other.shape:
            raise ValueError("shapes differ")
        return Matrix([[a + b for a, b in zip(mine, yours)] for mine, yours in zip(self.rows, other.rows)])

    def __matmul__(self, other):
        if self.shape[1] != other.shape[0]:
            raise ValueError("shapes do not fit")
        columns = list(zip(*other.rows))
        return Matrix([[sum(a * b for a, b in zip(row, column)) for column in columns] for row in self.rows])

    def __pow__(self, exponent):
        if exponent < 0:
            return self.inverse() ** -exponent
        result = Matrix.identity(len(self.rows))
        base = self
        while exponent:
            if exponent & 1:
                result = result @ base
            base = base @ base
            exponent >>= 1
        return result

    @property
    def transposed(self):
        return Matrix(zip(*self.rows))

    def eliminated(self, extra=None):
        """Give the reduced rows, the reduced extra columns and the determinant's factor."""
        rows = [row[:] for row in self.rows]
        more = [row[:] for row in extra.rows] if extra else [[] for _ in rows]
        factor = Fraction(1)
        height, width = self.shape
        row = 0
        for column in range(width):
            pivot = next((i for i in range(row, height) if rows[i][column]), None)
            if pivot is None:
                factor = Fraction(0)
                continue
            if pivot != row:
                rows[pivot], rows[row] = rows[row], rows[pivot]
                more[pivot], more[row] = more[row], more[pivot]
                factor = -factor
            scale = rows[row][column]
            factor *= scale
            rows[row] = [value / scale for value in rows[row]]
            more[row] = [value / scale for value in more[row]]
            for i in range(height):
                if i == row or not (times := rows[i][column]):
                    continue
                rows[i] = [a - times * b for a, b in zip(rows[i], rows[row])]
                more[i] = [a - times * b for a, b in zip(more[i], more[row])]
            row += 1
            if row == height:
                break
        return rows, more, factor

    @property
    def determinant(self):
        height, width = self.shape
        if height != width:
            raise ValueError("not a square")
        return self.eliminated()[2]

    def inverse(self):
        rows, more, factor = self.eliminated(Matrix.identity(len(self.rows)))
        if not factor:
            raise ZeroDivisionError("no inverse")
        return Matrix(more)


def fibonacci(n):
    return (Matrix([[1, 1], [1, 0]]) ** n)[0, 1]


def run():
    m = Matrix([[2, 1, 1], [1, 3, 2], [1, 0, 0]])
    yield m.determinant, m.inverse(), m @ m.inverse() == Matrix.identity(3)
    yield m + m.transposed, m**3, m**-2
    yield fibonacci(90)
    yield Matrix([[0, 1], [1, 0]]).determinant
    flat = Matrix([[1, 2], [2, 4]])
    for attempt in (
        flat.inverse,
        lambda: m + flat,
        lambda: m @ flat,
        lambda: Matrix([[1], [1, 2]]),
        lambda: Matrix([[1, 2]]).determinant,
    ):
        try:
            attempt()
        except (ValueError, ZeroDivisionError) as error:
            yield str(error)

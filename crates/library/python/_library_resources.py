"""Resources of packages that are packed into the executable."""

import io
import _library
from importlib.resources.abc import Traversable, TraversableResources
from _library_importer import _relative


class LibraryPath(Traversable):

    """A file or directory of the library."""

    def __init__(self, path):
        self._path = path

    def __repr__(self):
        return f'{type(self).__name__}({self._path!r})'

    def __str__(self):
        return self._path

    def __eq__(self, other):
        return type(other) is type(self) and other._path == self._path

    def __hash__(self):
        return hash(self._path)

    @property
    def name(self):
        return self._path.rpartition('/')[2]

    def iterdir(self):
        for name in _library.listdir(_relative(self._path)):
            yield LibraryPath(f'{self._path}/{name}')

    def is_dir(self):
        return _library.is_dir(_relative(self._path))

    def is_file(self):
        return _library.is_file(_relative(self._path))

    def joinpath(self, *descendants):
        return LibraryPath('/'.join((self._path, *map(str, descendants))))

    def __truediv__(self, child):
        return self.joinpath(child)

    def read_bytes(self):
        data = _library.data(_relative(self._path))
        if data is None:
            raise FileNotFoundError(2, 'No such file or directory', self._path)
        return data

    def read_text(self, encoding=None, errors=None):
        with self.open('r', encoding=encoding, errors=errors) as file:
            return file.read()

    def open(self, mode='r', *args, **kwargs):
        stream = io.BytesIO(self.read_bytes())
        if 'b' in mode:
            return stream
        return io.TextIOWrapper(stream, *args, **kwargs)


class LibraryReader(TraversableResources):

    """Reads the resources of one package."""

    def __init__(self, path):
        self._path = path

    def files(self):
        return LibraryPath(self._path)

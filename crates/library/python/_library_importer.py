"""Imports the standard library that is packed into the executable.

The library has a directory that need not exist: sys._stdlib_dir. That
directory stands on sys.path like any other, and this module adds a path hook
for it and for the packages below it. So modules of the library have a file
name, a source and resources, as if they had been read from there.
"""

import sys
import _library
import _frozen_importlib as _bootstrap
import _frozen_importlib_external as _external


def _relative(path):
    """The path inside the library, or None if it lies elsewhere."""
    root = sys._stdlib_dir
    if not root or not path.startswith(root):
        return None
    rest = path[len(root):]
    if not rest:
        return ''
    return rest.strip('/') if rest[0] == '/' else None


class LibraryLoader(_external.SourceLoader):

    """Loads one module of the library."""

    def __init__(self, fullname, path, key):
        self.name = fullname
        self.path = path
        self._key = key

    def __eq__(self, other):
        return self.__class__ == other.__class__ and self.__dict__ == other.__dict__

    def __hash__(self):
        return hash(self.name) ^ hash(self.path)

    def get_filename(self, fullname=None):
        return self.path

    def get_code(self, fullname):
        if sys.flags.optimize:
            return self.source_to_code(self.get_data(self.path), self.path)
        return _library.code(self._key, self.path)

    def get_data(self, path):
        relative = _relative(path)
        data = None if relative is None else _library.data(relative)
        if data is not None:
            return data
        # Data that somebody installed beside the library.
        with _external._io.FileIO(path, 'r') as file:
            return file.read()

    def path_stats(self, path):
        return {'mtime': 0, 'size': len(self.get_data(path))}

    def is_package(self, fullname):
        return self.path.endswith('/__init__.py')

    def get_resource_reader(self, fullname):
        if not self.is_package(fullname):
            return None
        from _library_resources import LibraryReader
        return LibraryReader(self.path.rpartition('/')[0])


class LibraryFinder:

    """Finds the modules in one directory of the library."""

    def __init__(self, path):
        relative = _relative(path)
        if relative is None or not _library.is_dir(relative):
            raise ImportError('not in the library', path=path)
        self.path = path.rstrip('/')
        self._prefix = relative.replace('/', '.') + '.' if relative else ''

    def __repr__(self):
        return f'{type(self).__name__}({self.path!r})'

    @staticmethod
    def invalidate_caches():
        """The library never changes."""

    def find_spec(self, fullname, target=None):
        key = self._prefix + fullname.rpartition('.')[2]
        found = _library.find(key)
        if found is None:
            return self._find_installed(fullname)
        path, is_package = found
        path = f'{sys._stdlib_dir}/{path}'
        locations = [path.rpartition('/')[0]] if is_package else None
        return _external.spec_from_file_location(
            fullname, path, loader=LibraryLoader(fullname, path, key),
            submodule_search_locations=locations)

    def _find_installed(self, fullname):
        """A module that lies in the real directory of that name, if there is one."""
        try:
            finder = self._installed
        except AttributeError:
            finder = None
            if _external._path_isdir(self.path):
                details = _external._get_supported_file_loaders()
                finder = _external.FileFinder(self.path, *details)
            self._installed = finder
        return None if finder is None else finder.find_spec(fullname)

    def iter_modules(self, prefix=''):
        relative = _relative(self.path)
        for name in _library.listdir(relative):
            stem, dot, suffix = name.rpartition('.')
            if suffix == 'py' and stem != '__init__':
                yield prefix + stem, False
            elif not dot:
                inside = f'{relative}/{name}' if relative else name
                if _library.is_file(f'{inside}/__init__.py'):
                    yield prefix + name, True


def install():
    """Puts the path hook in front of those for real directories."""
    sys.path_hooks.insert(0, LibraryFinder)

"""Variables that CPython's build would have put into its Makefile and pyconfig.h.

sysconfig reads them. Pellucid is not built by make, so this is what programs ask for and what is true here.
"""

import sys

_multiarch = getattr(sys.implementation, '_multiarch', '')
_suffix = f'{sys.implementation.cache_tag}-{_multiarch}' if _multiarch else sys.implementation.cache_tag

build_time_vars = {
    'ABIFLAGS': '',
    'AR': 'ar',
    'BINDIR': f'{sys.base_exec_prefix}/bin',
    'BINLIBDEST': f'{sys.base_exec_prefix}/lib/pellucid3.14',
    'CC': 'cc',
    'CFLAGS': '',
    'CONFIG_ARGS': '',
    'CXX': 'c++',
    'DESTDIRS': '',
    'EXE': '',
    'EXT_SUFFIX': f'.{_suffix}.so',
    'HAVE_FORK': 1,
    'HAVE_GETENTROPY': 1,
    'INCLUDEPY': f'{sys.base_prefix}/include/pellucid3.14',
    'LDSHARED': 'cc -shared',
    'LDVERSION': '3.14',
    'LIBDEST': f'{sys.base_prefix}/lib/pellucid3.14',
    'LIBDIR': f'{sys.base_exec_prefix}/lib',
    'LIBPL': f'{sys.base_prefix}/lib/pellucid3.14/config-3.14',
    'MULTIARCH': _multiarch,
    'PLATLIBDIR': 'lib',
    'PY_CFLAGS': '',
    'PY_CORE_CFLAGS': '',
    'Py_DEBUG': 0,
    'Py_ENABLE_SHARED': 0,
    'Py_GIL_DISABLED': 0,
    'Py_HASH_ALGORITHM': 0,
    'SHLIB_SUFFIX': '.so',
    'SIZEOF_VOID_P': 8,
    'SOABI': _suffix,
    'TZPATH': '/usr/share/zoneinfo:/usr/lib/zoneinfo:/usr/share/lib/zoneinfo:/etc/zoneinfo',
    'VERSION': '3.14',
    'WITH_DOC_STRINGS': 1,
    'WITH_DYLD': 0,
    'exec_prefix': sys.base_exec_prefix,
    'prefix': sys.base_prefix,
}

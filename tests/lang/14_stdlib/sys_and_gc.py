"""sys, gc, platform-free introspection: attributes every program may rely on, collection of cycles, interning."""
import atexit
import gc
import sys
import types


def show(*sources):
    for source in sources:
        try:
            result = eval(source)
        except Exception as e:
            print(f"{source} !! {type(e).__name__}: {e}")
        else:
            print(f"{source} -> {result!r}")


show("sys.version_info[:2]", "sys.version_info.major", "sys.version_info >= (3, 14)", "sys.version_info.releaselevel", "sys.hexversion >> 16 == 0x30e", "sys.maxsize == 2 ** 63 - 1", "sys.maxunicode", "sys.byteorder", "sys.platform", "sys.getdefaultencoding()", "sys.getfilesystemencodeerrors()", "sys.float_repr_style", "sys.int_info.bits_per_digit > 0", "sys.thread_info.name", "sys.api_version > 0", "type(sys.flags).__name__", "sys.flags.utf8_mode", "sys.flags.hash_randomization in (0, 1)", "sys.implementation.cache_tag is not None", "isinstance(sys.implementation, types.SimpleNamespace)", "sys.copyright.startswith('Copyright')", "len(sys.argv)", "sys.argv[0] == __file__", "isinstance(sys.path, list)", "isinstance(sys.modules, dict)", "'sys' in sys.builtin_module_names", "'json' in sys.stdlib_module_names", "sys.intern('abc') is sys.intern('ab' + 'c')", "sys.intern(5)", "sys._is_interned(sys.intern('zz'))", "sys.getsizeof([]) > 0", "sys.getsizeof(object(), 5) > 0", "sys.getrefcount(object()) >= 0", "sys.is_finalizing()", "sys.getallocatedblocks() >= 0", "sys.exc_info()", "sys.call_tracing(max, (1, 2))", "sys.displayhook is sys.__displayhook__", "sys.stdout.encoding", "sys.stdin.encoding", "sys.stderr.errors", "sys.stdout.errors", "sys.stdout is sys.__stdout__", "sys.stdout.name, sys.stdin.name, sys.stderr.name", "sys.stdout.fileno(), sys.stdin.fileno()", "sys.stdout.isatty()", "sys.stdout.line_buffering, sys.stderr.line_buffering", "sys.stdin.read()", "sys.getswitchinterval()", "sys.setswitchinterval(0)", "sys.audit('x')", "sys.exit.__name__", "sys.get_asyncgen_hooks()", "sys.get_coroutine_origin_tracking_depth()", "sys.pycache_prefix", "sys.platlibdir in ('lib', 'lib64')", "sys.prefix == sys.base_prefix", "sys.warnoptions", "sys._xoptions", "sys.orig_argv[1:] == sys.argv", "sys.activate_stack_trampoline.__name__", "sys.is_stack_trampoline_active()", "sys.unraisablehook is sys.__unraisablehook__", "sys.monitoring.events.LINE > 0", "sys.getwindowsversion", "sys.nothing", "sys.setrecursionlimit(1)", "sys._getframe().f_lineno > 0", "sys.getunicodeinternedsize() > 0", "sys.abiflags", "sys.meta_path.__len__() >= 3", "sys._clear_internal_caches()")


class Node:
    def __init__(self):
        self.other = None


died = []


class Final:
    def __init__(self, name):
        self.name = name
        self.me = self

    def __del__(self):
        died.append(self.name)


gc.collect()
for n in "ab":
    Final(n)
gc.collect()
print(sorted(died))
print(gc.isenabled(), gc.disable(), gc.isenabled(), gc.enable(), len(gc.get_threshold()), len(gc.get_count()), isinstance(gc.get_stats(), list), gc.get_debug())
a = Node()
print(gc.is_tracked([]), gc.is_tracked(5), any(o is a for o in gc.get_objects()), [r is a.__dict__ or True for r in gc.get_referents([a])], a in gc.get_referents([a]), gc.is_finalized(a))
holder = [a]
print(any(r is holder for r in gc.get_referrers(a)))
show("gc.collect(5)", "gc.collect(-1)", "isinstance(gc.collect(0), int)", "gc.set_threshold(700, 10)", "gc.freeze()", "gc.get_freeze_count() >= 0", "gc.unfreeze()", "gc.garbage", "gc.callbacks")
events = []


def callback(phase, info):
    events.append((phase, info["generation"], sorted(info)))


gc.callbacks.append(callback)
gc.collect()
gc.callbacks.remove(callback)
print([(e[0], e[1]) for e in events][-2:])


def cycle(n):
    first = previous = Node()
    for _ in range(n):
        node = Node()
        node.other = previous
        previous = node
    first.other = previous


for _ in range(20):
    cycle(500)
gc.collect()
import weakref

refs = []
for _ in range(10):
    n = Node()
    n.other = n
    refs.append(weakref.ref(n))
del n
gc.collect()
print([r() for r in refs])


class Order:
    def __init__(self, name, child=None):
        self.name, self.child = name, child

    def __del__(self):
        died.append(f"order {self.name} sees child {self.child and self.child.name}")


died.clear()
Order("parent", Order("child"))
gc.collect()
print(sorted(died))


class Raises:
    def __del__(self):
        raise ValueError("ignored")


hooked = []
sys.unraisablehook = lambda args: hooked.append((type(args.exc_value).__name__, args.object is not None))
Raises()
gc.collect()
sys.unraisablehook = sys.__unraisablehook__
print(hooked)
ns = types.SimpleNamespace(a=1, b=[2])
print(ns, ns == types.SimpleNamespace(b=[2], a=1), vars(ns), types.SimpleNamespace({"c": 3}, d=4))
ns.self = ns
print(ns)
show("types.SimpleNamespace(5)", "types.FunctionType is type(lambda: 0)", "types.NoneType", "types.new_class('N', (int,))(5)", "types.prepare_class('P')[0]", "types.get_original_bases(type('G', (list,), {}))", "types.coroutine(lambda: (yield)).__name__", "types.DynamicClassAttribute.__name__", "types.MethodType(len, [1, 2])()", "types.CellType(5).cell_contents", "types.ModuleType('m').__name__", "types.GenericAlias(list, int)", "types.UnionType", "types.CapsuleType.__name__", "types.EllipsisType()", "types.MappingProxyType({1: 2})[1]")
atexit.register(lambda: print("atexit one"))
atexit.register(print, "atexit", "two", sep=" - ")


@atexit.register
def third():
    print("atexit three")


print(atexit._ncallbacks() >= 3)

"""Events that the fuzzer found missing, or too many."""
import sys
log=[]
def tr(frame,event,arg):
    log.append((frame.f_code.co_name,event,frame.f_lineno))
    return tr
def g(n):
    if n > 0:
        x = yield from g(n - 1)
        yield n
def f():
    v = g(2)
    try:
        next(v)
        x0 = v.throw(KeyError())
    except Exception as error:
        pass
sys.settrace(tr)
f()
sys.settrace(None)
for l in log: print(l)
class A:
    def __setattr__(self, n, v):
        object.__setattr__(self, n, v)
    def __init__(self):
        super().__init__()
log=[]
def p(f, e, a): log.append((f.f_code.co_name, e, getattr(a,'__name__',None), type(a).__name__))
def f(a=1, *b, **c):
    return 1
def run():
    a = A()
    a.x = 1
    l = []
    l.append(1)
    list.append(l, 2)
    list.__init__(l, [1])
    l.__len__()
    list.__len__(l)
    int.from_bytes(b'a')
    dict.fromkeys([1])
    x = l.__len__
    x()
    "a".__add__("b")
    str.maketrans("a", "b")
    type.__call__(int)
    int(3)
    object.__new__(A)
    super(A, a).__init__()
    f(a=5); f(1, a=5) if 0 else 0; f(*[]); f(*[1]); f(**{'a': 3}); f(1, b=3)
    print(end='')
    sys.stdout.write('')
run()
sys.setprofile(p)
run()
sys.setprofile(None)
for l in log: print(l)
log=[]
m=sys.monitoring
m.use_tool_id(3,'x')
m.register_callback(3,m.events.CALL,lambda code,off,c,arg: log.append(('call', code.co_name,getattr(c,'__name__',0),type(c).__name__, repr(arg)[:12])))
m.register_callback(3,m.events.C_RETURN,lambda code,off,c,arg: log.append(('ret', code.co_name,getattr(c,'__name__',0),type(c).__name__, repr(arg)[:12])))
m.set_events(3,m.events.CALL)
run()
m.set_events(3,0)
for l in log: print(l)
m.set_events(3, 0)
m.free_tool_id(3)


def again():
    log.clear()
    for i in range(3):
        m.use_tool_id(3, 'x')
        m.register_callback(3, m.events.LINE, lambda code, line: log.append(line) or m.DISABLE)
        m.set_events(3, m.events.LINE)
        a = i
        m.set_events(3, 0)
        m.free_tool_id(3)
    return len(log)


def small():
    return 1


def local():
    log.clear()
    m.use_tool_id(3, 'x')
    m.register_callback(3, m.events.PY_RETURN, lambda code, offset, value: log.append(value) or m.DISABLE)
    for i in range(3):
        m.set_local_events(3, small.__code__, m.events.PY_RETURN)
        small()
        small()
        m.set_local_events(3, small.__code__, 0)
    m.free_tool_id(3)
    return log


print(again(), local())

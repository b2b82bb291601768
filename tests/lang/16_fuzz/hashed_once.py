"""How often keys are hashed and compared."""
log = []
class K:
    def __init__(self, a): self.a = a
    def __hash__(self):
        log.append('h'); return 1
    def __eq__(self, o):
        log.append('e'); return self is o
k = K(1)
def t(name, f):
    log.clear()
    try: f()
    except Exception as e: name += ' ' + type(e).__name__
    print(name, ''.join(log))
d = {1: 2, 3: 4}
class M(dict):
    def __missing__(self, k): return 5
m = M({1: 2})
def dl():
    del d[k]
def st():
    x = {1: 2}; x[k] = 3
def ds():
    x = {1: 2}; x[k] = 3; x[k] = 4; x[k]; del x[k]
t('get', lambda: d[k]); t('.get', lambda: d.get(k)); t('in', lambda: k in d); t('pop', lambda: d.pop(k)); t('pop2', lambda: d.pop(k, 1))
t('del', dl); t('st', st); t('ds', ds); t('setdefault', lambda: dict(d).setdefault(k, 1)); t('missing', lambda: m[k])
t('gi', lambda: d.__getitem__(k)); t('set', lambda: k in {1, 2}); t('rem', lambda: {1, 2}.remove(k)); t('disc', lambda: {1, 2}.discard(k)); t('add', lambda: {1}.add(k)); t('union', lambda: {1, k} | {k})
t('disp', lambda: {k: 1, 1: 2}); t('fs', lambda: frozenset([k, k, 1])); t('upd', lambda: {1:2}.update({k: 1})); t('merge', lambda: {1:2} | {k: 1}); t('lit', lambda: {**{k: 1}, 1: 2})
import collections
t('dd', lambda: collections.defaultdict(int)[k]); t('ctr', lambda: collections.Counter([k, k])); t('od', lambda: collections.OrderedDict({k: 1})[k]); t('fromkeys', lambda: dict.fromkeys([k, 1]))
t('sub', lambda: {1, 2} <= {1, k}); t('isd', lambda: {1, 2}.isdisjoint([k])); t('inter', lambda: {1, 2} & {k}); t('eq', lambda: {1: 2} == {k: 2}); t('kw', lambda: dict(a=1)[k])
t('lst', lambda: [1, 2].index(k)); t('tup', lambda: (1, k).count(k)); t('inl', lambda: k in [1, k]); t('mk', lambda: collections.ChainMap({1: 2}, {})[k])
t('popitem', lambda: {k: 1}.popitem()); t('seteq', lambda: {1, k} == {k, 1}); t('keys', lambda: {1: 2}.keys() & {k: 1}.keys()); t('dcomp', lambda: {x: 1 for x in [k, 1]})
t('hash tuple', lambda: hash((k, 1))); t('in tuple key', lambda: {(k, 1): 1}[(k, 1)]); t('cmp', lambda: [k, 1] == [1, k]); t('max', lambda: max([k], key=lambda x: 1)); t('symm', lambda: {1} ^ {k})

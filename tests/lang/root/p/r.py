import p.q
print('r sees p', sorted(n for n in vars(p) if not n.startswith('_')))
import p.q as alias
print('alias', alias.__name__)
helper = thing = 'r thing'

print('pkg runs', __name__, __package__)
from . import early
attribute = 'pkg attribute'

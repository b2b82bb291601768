from . import r
from .r import helper
print('q has r', r.__name__)

from . import early
from .sub import deep
from .sub.deep import thing as renamed
print('mod runs')

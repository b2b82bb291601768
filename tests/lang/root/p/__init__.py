from . import q
from .r import thing

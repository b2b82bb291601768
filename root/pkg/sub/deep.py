print('deep runs', __package__)
thing = 'thing'
from ..mod_late import late

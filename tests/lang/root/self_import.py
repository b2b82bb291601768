import self_import
print(hasattr(self_import, 'late'))
late = 1
from self_import import late as again
print(again)

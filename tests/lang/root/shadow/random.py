import random
print(hasattr(random, 'randint'))

print('simple runs', __name__, __package__, __spec__.name)
value = 1
_private = 2

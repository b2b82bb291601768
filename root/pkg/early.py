print('early runs', __name__, __package__)

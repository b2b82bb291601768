print('sub runs', __package__)
__all__ = ['deep', 'listed']
listed = 'in all'
unlisted = 'not in all'

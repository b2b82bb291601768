import sys
count = sys.modules.setdefault('_count', [0])
count[0] += 1
if count[0] == 1:
    import helper_of_fails
    raise RuntimeError('first time')
print('second time works')

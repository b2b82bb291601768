print('b starts')
import a
print('b sees a partially', hasattr(a, 'name'))
name = 'b'
def later():
    return a.name

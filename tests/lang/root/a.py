print('a starts')
import b
print('a sees', b.name)
name = 'a'

import sys
del sys.modules['deletes_itself']
x = 1

import sys, os
print(__name__, __package__, __spec__ and __spec__.name, [os.path.basename(a) for a in sys.argv], repr(sys.path[0]))
import beside
print(beside.x)

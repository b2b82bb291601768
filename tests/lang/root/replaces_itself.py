import sys
class Fake:
    answer = 42
sys.modules['replaces_itself'] = Fake()

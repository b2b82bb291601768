value = 1
only_first = True

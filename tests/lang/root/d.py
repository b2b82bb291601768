from c import other
value = 2

import f
x = f.y

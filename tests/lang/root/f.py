import e
y = e.x

from s import nothing_yet
x = 1

print('helper imported once')

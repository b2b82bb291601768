x = 'beside'

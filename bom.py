print('bom is fine')

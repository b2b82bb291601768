def __getattr__(name):
    if name == 'dynamic':
        return 'made on demand'
    raise AttributeError(f'no {name}')

def __dir__():
    return ['dynamic']

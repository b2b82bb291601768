import submodule_cycle.one as one
value = 5
print(one.__name__, hasattr(one, 'value'))

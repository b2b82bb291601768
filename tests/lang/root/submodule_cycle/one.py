import submodule_cycle.two as two
value = two.value

import submodule_cycle.one

# -*- coding: no-such-codec -*-

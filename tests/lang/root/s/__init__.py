from s.t import x

"""Long runs that are started by hand (`make soak`) and print what they measured; no test of the suite."""

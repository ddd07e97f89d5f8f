"""How fast the road is: beside a loop written by hand for nothing else, and beside other job queues.

`make bench` and `make bench-peers`; docs/measurements.md keeps what they printed.
"""

"""The loop written by hand, as good as a good engineer makes it: what the product is measured against."""

"""What the tests would not notice: small changes of the code, each tried with the tests of its folder."""

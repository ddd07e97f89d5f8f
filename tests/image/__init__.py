"""The image: built, and tried as it is run (`make image`)."""

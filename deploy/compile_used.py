"""Import all of Nudges, so that Python keeps the bytecode of what is used and of nothing else.

In an image nothing can be compiled later, and compiling everything would double it: a provider's library has
thousands of modules, of which we use a few.
"""

import importlib
import pkgutil

import nudges

for one in pkgutil.walk_packages(nudges.__path__, "nudges."):
    if not one.name.endswith(".__main__") and ".migrations." not in one.name:
        importlib.import_module(one.name)

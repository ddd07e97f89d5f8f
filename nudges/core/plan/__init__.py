"""Plans: file fields, when steps come, which practice comes next, how a plan is described."""

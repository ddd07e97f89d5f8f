"""Mail that came in: is it a person or a machine, what is its text, where do quotes begin.

Opens no connection.
"""

"""Who may act for people: staff who sign in, programs with a token, and requests that come twice."""

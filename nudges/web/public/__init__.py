"""Pages for anybody: join, confirm, unsubscribe, the page behind a discreet message."""

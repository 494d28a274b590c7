"""Trading's writes, one file per use case."""

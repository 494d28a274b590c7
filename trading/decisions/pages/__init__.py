"""Pages of the determination."""

"""Pages of the year's days off."""

"""Pages of tender documents: the step of drafting, and the text for who may read it."""

"""The evaluation's pages: a member's room, documents, and what those outside the room see."""

"""Pages of projects: desks, drafting, acceptance."""

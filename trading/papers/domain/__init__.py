"""What tender documents say once the project fills in what it knows. Pure."""

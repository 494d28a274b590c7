"""What goes out: notices and letters worded, published and found again, and the public life of a project."""

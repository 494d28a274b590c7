"""The year's days off and days worked, entered by an administrator; terms that run are counted anew."""

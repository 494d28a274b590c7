"""What the packages above may join their own rows with: relations, each a query in parentheses. Columns only come."""

ORGANISATIONS = "(SELECT id, name FROM identity_organisation)"
PEOPLE = "(SELECT id, name FROM identity_person)"

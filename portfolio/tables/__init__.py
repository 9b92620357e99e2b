"""The logs as tables (CSV): out for a regulator or an employer, and in from a spreadsheet."""

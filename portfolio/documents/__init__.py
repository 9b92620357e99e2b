"""One tree of a document, printed as PDF, Word, a page and plain text: docs/documents.md."""

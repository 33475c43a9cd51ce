"""Languages beside English: their direct quotations, by a table of verbs and small words for each."""

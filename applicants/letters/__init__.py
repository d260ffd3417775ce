"""Words of letters: placeholders, what ships, reasons in plain language, and the HTML beside the text. Plain Python."""

"""Prints the tables, and writes them into a page."""

import json
import sys


def write(document, options):
    print(document["text"])
    if options.json:
        options.json.write_text(json.dumps(document["numbers"], indent=1) + "\n")
    if options.markdown:
        options.markdown.write_text(replaced(options.markdown, document["mark"], document["text"]))


def replaced(page, name, text):
    """The page with other text between `<!-- name -->` and `<!-- end of name -->`."""
    start, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, found, rest = page.read_text().partition(start)
    _, also_found, after = rest.partition(end)
    if not (found and also_found):
        sys.exit(f"{page} has no place for the tables: {start} and {end}, each on a line")
    return f"{before}{start}\n\n{text}\n\n{end}{after}"

"""The pages that are generated from the code, and the check that they are not stale.

Whoever needs to know what exists reads these pages; whoever changes what exists changes code, and
`mentorship docs` writes the pages again. Nothing here adds a fact of its own.
"""

"""Whether two records may be one person: normalising, the keys under which likely pairs meet, and how alike two are.

Plain Python: knows no database. It reads what people gave to be reached by and what they wrote, and nothing of who they are:
no demographic answer can get here. Nothing is decided by it; people look at what it finds.
"""

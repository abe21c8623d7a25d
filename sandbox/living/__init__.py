"""How the people of a synthetic department live through the year, one module per habit.

`sandbox.life.Life` is the door; everything here reads and writes REDCap through a `Visit`.
"""

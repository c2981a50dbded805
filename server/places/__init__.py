"""Where things are: dated areas, enterprises, sites and facilities.

An *area* is a polygon with a code that was in force between two dates. A *site* is an
address somebody answers for; it is never deleted, only closed or merged into another.
A *facility* is an asset inside a site or standing alone. The *street* of a row is a
stored fact, looked up once in the areas in force that day.
"""

"""Small parts that screens are made of; each shows what it is given and calls back, no more.

`Surface` is a filled, bordered ground; `Tap` anything to touch (48 dp at least); `Line` and `Para`
are text on one line and text that wraps; `Badge` a word in its tone; `Sheet` a card over the screen.
"""

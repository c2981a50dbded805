"""Pictures of every screen: the tablet's from its gallery, the office's from a loaded sample district.

__main__    what to draw, where to
album       names of pictures (contracts: <screen>-<state>-<lang>-<theme>-<w>x<h>.png)
pages       the office's pages: every entry of the menu, its list and its first row
loaded      a server with the sample district, for as long as it is looked at
index       index.html, which shows them all
readme      the few pictures that the README shows, made small
"""

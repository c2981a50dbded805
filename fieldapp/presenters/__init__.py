"""What each screen shows and what can be done on it, without Kivy.

A *presenter* holds a frozen `state`, tells its subscribers when it changed, and has one method for
each *intent* of the person. It calls `fieldapp.work` only. The *shell* knows which screen is open,
the language and the theme; *background* runs what takes long and brings the result back.
"""

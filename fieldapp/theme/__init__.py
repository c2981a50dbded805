"""How the tablet looks: tokens (colours, sizes), fonts, icons and line breaking.

`tokens` is plain data without Kivy; `look` hands it to .kv files as `T`; `fonts` registers the
built fonts; `icons` gives a glyph by name; `wrap` breaks Chinese and English lines by one rule;
`loading` reads a .kv file once.
"""

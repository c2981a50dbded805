"""What a person sees: each screen draws its presenter's state and hands taps back, no more.

A screen is one class with one .kv file beside it. `speech` gives .kv files the language chosen,
`registry` says which presenter and screen belong to a route, `gallery` draws them all as pictures.
"""

"""Break things for minutes on end: `python -m tools.soak [--minutes N] [--only PREFIX] [--write]`.

`trials` says what must hold. Each trial kills, fills or cuts a real part, then looks for what was promised; each
has a control: a bug put there on purpose, which the same check must find. Every run tells its seed.
"""

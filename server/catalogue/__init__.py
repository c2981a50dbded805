"""What is published by hash and never edited.

Checklist version: `id@version#sha256` with its source text. Documents: the cited documents. Model: scenarios
and factors of the risk rule. Calendar: the working days of a year. Authority: whose name stands on papers.
"""

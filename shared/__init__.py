"""Hold what a tablet and a server must agree on; import nobody but the standard library.

The map:
  problems     what went wrong, where, and what to do now
  clock, ids   the two ports every part is given, with their fixed twins for tests
  settings     environment variables to a frozen dataclass, all mistakes at once
  text         every word with a code (terms), sentences by key (words), folding for search
  record       one operation as bytes: its body, hash, chain, signatures, ledger entry and seal
  sync         what travels: lines, pushes, answers, changes, tokens, the QR of an enrolment
  checklist    the questions: model, TOML reader, expressions, answering, scoring
  inspection   the visit: draft, what is missing, wire form, facts of its papers
  hazard       a barrier found failed: fingerprint, states, stale observations and intents
  deadline     working days, due dates, and when something really happened
  risk         from hazards to a level, with its explanation
  geo          points with their datum, areas, nearest
  paper        the PDF that is read, stamped, hashed and then signed
  bundle       a tablet's unsent work in one sealed file (rescue)
  evidence_bundle  one inspection with its proofs in one file, for tools/verify.py

Only `paper` needs fpdf2, only `record` needs cryptography, only `geo` may use shapely.
"""

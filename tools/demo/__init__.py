"""One inspector's day on this machine, over real HTTP with the real tablet code (`python -m tools.demo`).

__main__    the order of things, what is printed, how it ends
journal     steps with their seconds, pictures, counts and ids; writes summary.json
folder      var/demo: made anew, the old one put away only when nobody uses it
server      `python -m server run` and other commands, as processes of their own
stopping    Ctrl-C at any moment
network     the line between tablet and server, which can be cut
window      the tablet's window without a display: touches, typed text, pictures
morning     enrolment, PINs, the first pull
visits      two visits, by touches where a person decides, by `fieldapp.work` for the rest
answering   the rest: an answer for every item that has none
camera      the pictures the tablet's camera takes
evening     the exchange that fails, the one that succeeds, confirmation
office      the office's pages in Chromium: sign-in, what they answer, pictures
looking     the pages that show what the day brought
day         the day's order
"""

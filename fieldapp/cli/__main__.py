"""Run one command, or a batch of them."""

import sys

from fieldapp.cli.running import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

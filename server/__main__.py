"""Start a command of the server: python -m server <command>."""

import sys

from server.config.command_line import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

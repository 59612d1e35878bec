"""``python -m wlbridge`` is the command ``wlbridge``."""

from wlbridge.cli import main

if __name__ == "__main__":
    main(prog_name="wlbridge")

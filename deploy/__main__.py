"""``python -m deploy`` is the command ``newsloom``."""

from deploy.cli import main

main(prog_name="newsloom")

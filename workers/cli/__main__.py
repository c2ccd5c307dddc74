"""`python -m flywheel.cli` is the same as `flywheel`."""

from flywheel.cli import main

main()

"""``python -m atlas``."""

from atlas.cli.app import main

if __name__ == "__main__":
    main()

"""`python -m comitia` is `comitia`."""

from comitia.cli.app import main

if __name__ == "__main__":
    main()

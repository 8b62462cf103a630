"""The offline roles at a command line: scrutineer, trustee, credential authority, teller, secretary.

One file a command group. A command reads files, calls its room, and prints; it has no rule of its own.
"""

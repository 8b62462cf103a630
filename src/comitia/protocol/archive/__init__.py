"""The archive: one file in which an election is published, event by event, and to which one can only add.

An archive (`<uuid>.bel`) is a plain tar file of a single spelling. Its first member is the header, the others are
records: *data* (an election, a ballot, a tally ...) and *events*, each of which names its predecessor and its payload
by their hashes. The names of the members are the hashes of their contents. Two implementations that publish the same
election publish the same bytes, and an archive can only grow: an older copy is a prefix of every later one.

- `record`: one member: its 512-byte header, byte for byte, and back.
- `event`: the links of the chain.
- `reader`: the records of an archive, in a stream, however long it is; the entries (an event with the data before it).
- `writer`: adding an entry so that a kill at any byte leaves a readable prefix and loses nothing acknowledged.

Source: Belenios specification, "Public data".
"""

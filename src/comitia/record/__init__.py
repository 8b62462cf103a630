"""The record: public facts, and who held which office when.

Rules of the room:

- Facts are only ever added. A correction is a new entry that supersedes an old one, and both stay readable (`entries`).
- Every fact names its sources. What the sources dispute stays an open question, and an answer that would change with it
  says so (`doubt`).
- An office is not a field that somebody overwrites: it is the sum of dated events, replayed in one total order
  (`offices`, `holdings`). A register that fills a filled post, ends what never began or runs backwards is refused with
  the two entries that clash.
- Facts speak Popolo (person, organization, post, membership, motion, vote event, count); what Popolo has no word for
  (clause, effect, electorate, proof, statement) stands in our own namespace (`facts`, `rendering.popolo`).
- The room knows no rulebook: what a decision does to an office arrives as plain effects and rules (`reactions`).

In reading order: `shape`, `offices`, `holdings`, `register`, `answers`, `questions`, `doubt`, `views`; `facts`,
`entries`, `statements`, `reactions`; and the ways out in `rendering`.
"""

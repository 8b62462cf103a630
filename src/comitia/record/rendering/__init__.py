"""The ways out of the record: what others read, hear and look at.

`popolo` (JSON of the Popolo specification), `tables` (CSV), `feed` (JSON Feed 1.1), `terminal` (rich), and pictures
as SVG: `timeline` (holders of posts over days) and `division` (a hemicycle and bars with the threshold drawn in), on
`svg`. All of them render values that are already checked; none of them decides anything.
"""

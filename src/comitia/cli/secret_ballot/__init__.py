"""The offline roles of a secret ballot: administrator, authority, trustee, voter, teller; and the demo of them all."""

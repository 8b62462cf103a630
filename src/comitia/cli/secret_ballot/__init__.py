"""The offline roles of a secret ballot: administrator, credential authority, trustee, voter, teller; and the demo of them all."""

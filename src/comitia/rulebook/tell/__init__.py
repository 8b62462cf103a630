"""A rulebook in plain English: what each entry says, how two editions differ, what a vote would bring."""

"""The electorate's rule: read (`electorates`, `expression`), meant (`reference`), applied to columns (`columns`)."""

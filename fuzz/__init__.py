"""Every parser of bytes from outside, fed with bytes that nobody meant.

`make fuzz` runs each target of `fuzz.targets` under a coverage-guided fuzzer for a bounded time, starting from the
stored corpus in `fuzz/corpus/<target>/`; the ordinary tests run the same targets over the stored corpus. A target may
return, or refuse with a `ComitiaError`. Anything else is a fault: keep the input in the corpus, mend the parser.
"""

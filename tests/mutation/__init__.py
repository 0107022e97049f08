"""Test the tests: change one thing in the library, run the tests, and see one of them fail.

``python -m mutation`` does so in the current directory. `faults` says which changes to make,
and `trials` runs the tests on each mutant. Every mutant must be killed, or be listed in
equivalent_mutants.toml with the reason why no test can distinguish it from the original.

The mutants are our own, and not those of a tool such as mutmut: mutmut leaves out constants,
default values and decorated functions, and the list of equivalent mutants would become wrong
with each release that changes what is mutated.
"""

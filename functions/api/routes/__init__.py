"""The functions that serve the operations: each translates, calls one use case, translates back."""

"""The entry points: one module per Lambda function, in a folder per thing that wakes it."""

import gc

# What a start makes, stays: the collector would go through it a hundred times, and find next to
# nothing (docs/performance.md). From then on it has its turns as ever, after so many new objects.
gc.set_threshold(50_000)

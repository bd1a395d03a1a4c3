"""The entry points: one module per Lambda function, in a folder per thing that wakes it."""

"""Programs in numbers: lowered to a straight line of array operations, which is compiled once."""

"""Programs in numbers of any precision, with mpmath."""

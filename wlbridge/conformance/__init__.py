"""The conformance harness: whether an engine computes the losses that wlbridge writes."""

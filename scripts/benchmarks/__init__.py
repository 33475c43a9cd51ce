"""What the measuring scripts share. Not shipped: it is imported by the scripts beside it and by tests."""

"""Archives of any size to a folder of scored statements: read, told apart, cut into shards, scored, put together."""

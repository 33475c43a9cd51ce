"""Archives of news: every format in one stream of located articles, cut into shards, scored into a folder of tables."""

"""Archives of news: every format that articles come in, read as one stream of articles with their places."""

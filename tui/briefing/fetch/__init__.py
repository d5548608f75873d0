"""A path or a URL into bytes, or a value that says why not. The only user of httpx."""

"""One module for each value of the API's `content` parameter; `registry` lists them all."""

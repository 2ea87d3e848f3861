"""What is true of the working record without a database: clean text, kinds of files, days of promises."""

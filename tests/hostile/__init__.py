"""What others send or bring: files, literals, names and questions made to break an answer."""

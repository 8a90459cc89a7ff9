"""The saved questions: their files, the binding of their parameters, and their answers as typed rows."""

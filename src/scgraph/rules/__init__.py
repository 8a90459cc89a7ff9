"""What follows from what is stated: the rules that answers rely on, a reasoner that checks, explanations."""

"""Law as people cite it: texts and addresses read, and matched with the law that a graph knows."""

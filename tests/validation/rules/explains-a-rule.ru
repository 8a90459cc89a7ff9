# expects: ex:clerk_duties-1 shape:level-adds
# expects: ex:clerk_duties-2 shape:level-repeats
INSERT DATA { GRAPH graph:council {
  ex:clerk_duties-1 scg:explains shape:level-adds ; scg:sourceNote "A misprint."@en .
  ex:clerk_duties-2 scg:explains shape:level-repeats .
  ex:clerk_values-1 scg:explains shape:level-repeats ; scg:sourceNote "Repeats itself."@en } }

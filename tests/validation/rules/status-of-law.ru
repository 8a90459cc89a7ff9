# expects: ex:clerk_duties-1 ex:clerk_duties-1
# expects: ex:officer_2 ex:officer_2
INSERT DATA { GRAPH graph:council {
  ex:clerk_duties-1 eli:in_force scg:NotChecked .
  ex:officer_2 scg:statusReadOn "2026-11-01"^^<http://www.w3.org/2001/XMLSchema#date> } }

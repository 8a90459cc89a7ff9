# expects: ex:officer_2 "Officer at the second level of the ladder, with everything that this level brings with it today"@en
INSERT DATA { GRAPH graph:council { ex:officer_2 skos:prefLabel
  "Officer at the second level of the ladder, with everything that this level brings with it today"@en } }

# expects: ex:officer_2 "Officer 2."@en
# expects: ex:officer_2_qualifications-1_option-1 "A diploma."@en
INSERT DATA { GRAPH graph:council {
  ex:officer_2 skos:prefLabel "Officer 2."@en .
  ex:officer_2_qualifications-1_option-1 skos:prefLabel "A diploma."@en } }

# expects: ex:officer_2 "Officer 2."@en
INSERT DATA { GRAPH graph:council { ex:officer_2 skos:prefLabel "Officer 2."@en } }

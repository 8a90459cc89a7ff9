# expects: ex:officer_2 ex:officer_2
DELETE DATA { GRAPH graph:council { ex:officer_2 skos:prefLabel "Officer 2"@en } } ;
INSERT DATA { GRAPH graph:council { ex:officer_2 skos:prefLabel "Officer 1"@en } }

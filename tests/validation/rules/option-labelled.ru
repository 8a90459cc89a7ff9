# expects: ex:officer_2_qualifications-1_option-1
# expects: ex:officer_2_qualifications-1_option-2
DELETE DATA { GRAPH graph:council { ex:officer_2_qualifications-1_option-1 skos:prefLabel "Level 3 diploma"@en } } ;
INSERT DATA { GRAPH graph:council { ex:officer_2_qualifications-1_option-2 skos:prefLabel "A year below"@en } }

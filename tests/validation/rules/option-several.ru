# expects: ex:officer_2_qualifications-1
DELETE DATA { GRAPH graph:council { ex:officer_2_qualifications-1 scg:oneOf ex:officer_2_qualifications-1_option-2 } }

# expects: ex:officer_2_qualifications-1_option-1
# expects: ex:officer_2_qualifications-1_option-2
DELETE DATA { GRAPH graph:council { ex:officer_2_qualifications-1 scg:oneOf ex:officer_2_qualifications-1_option-2 } } ;
INSERT DATA { GRAPH graph:council { ex:officer_2_skills-1 scg:oneOf ex:officer_2_qualifications-1_option-1 } }

# expects: ex:officer_2_qualifications-1_option-1
INSERT DATA { GRAPH graph:council { ex:officer_2_qualifications-1_option-1 scg:concernsOptionally comp:planning } }

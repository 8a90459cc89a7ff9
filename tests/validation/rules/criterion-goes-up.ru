# expects: ex:clerk_b_progression-1 ex:clerk_b_progression-1
DELETE DATA { GRAPH graph:council { ex:clerk_b_progression-1 scg:fromLevel ex:clerk_a } } ;
INSERT DATA { GRAPH graph:council { ex:clerk_b_progression-1 scg:fromLevel ex:officer_1 } }

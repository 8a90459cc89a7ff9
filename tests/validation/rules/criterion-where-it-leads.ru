# expects: ex:clerk_b_progression-1 ex:clerk_b_progression-1
DELETE DATA { GRAPH graph:council { ex:clerk_b scg:hasCriterion ex:clerk_b_progression-1 } } ;
INSERT DATA { GRAPH graph:council { ex:clerk_a scg:hasCriterion ex:clerk_b_progression-1 } }

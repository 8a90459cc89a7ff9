# expects: ex:clerk_a_knowledge-1 ex:clerk_a_knowledge-1
DELETE DATA { GRAPH graph:council { ex:clerk_a scg:requires ex:clerk_a_knowledge-1 } } ;
INSERT DATA { GRAPH graph:council { ex:clerk_b scg:requires ex:clerk_a_knowledge-1 } }

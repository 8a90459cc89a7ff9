# expects: ex:clerk_a_knowledge-1 ex:clerk_a_knowledge-1
DELETE DATA { GRAPH graph:council { ex:clerk_a_knowledge-1 dcterms:source source:example } } ;
INSERT DATA { GRAPH graph:council { ex:clerk_a_knowledge-1 dcterms:source source:other } }

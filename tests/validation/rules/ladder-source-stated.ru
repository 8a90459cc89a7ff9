# expects: ex:clerk ex:clerk
DELETE DATA { GRAPH graph:council { ex:clerk dcterms:source source:example } } ;
INSERT DATA { GRAPH graph:council { ex:clerk dcterms:source source:other } }

# expects: ex:clerk
DELETE DATA { GRAPH graph:council { ex:clerk dcterms:source source:example } }

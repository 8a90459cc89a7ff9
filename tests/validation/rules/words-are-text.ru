# expects: ex:clerk_a <http://example.org/clerk-a>
INSERT DATA { GRAPH graph:council { ex:clerk_a skos:prefLabel <http://example.org/clerk-a> } }

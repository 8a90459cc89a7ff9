# expects: ex:clerk_duties-1 "Writing"
INSERT DATA { GRAPH graph:council { ex:clerk_duties-1 skos:altLabel "Writing" } }

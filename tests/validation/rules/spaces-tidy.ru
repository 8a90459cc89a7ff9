# expects: ex:clerk_duties-1 "Writing  up"@en
INSERT DATA { GRAPH graph:council { ex:clerk_duties-1 skos:altLabel "Writing  up"@en } }

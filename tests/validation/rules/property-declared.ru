# expects: ex:clerk_duties-1 ex:clerk_duties-1
INSERT DATA { GRAPH graph:council { ex:clerk_duties-1 skos:preflabel "Writes"@en } }

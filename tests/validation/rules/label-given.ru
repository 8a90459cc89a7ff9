# expects: ex:clerk_duties-1
DELETE DATA { GRAPH graph:council { ex:clerk_duties-1 skos:prefLabel "Writes records"@en } }

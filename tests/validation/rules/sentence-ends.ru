# expects: ex:clerk_duties-1 "An odd place"@en
INSERT DATA { GRAPH graph:council { ex:clerk_duties-1 scg:sourceNote "An odd place"@en } }

# expects: ex:clerk_duties-1 scg:Dutty
INSERT DATA { GRAPH graph:council { ex:clerk_duties-1 a scg:Dutty } }

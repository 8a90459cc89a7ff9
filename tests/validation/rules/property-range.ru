# expects: ex:clerk_duties-1 comp:recordin
INSERT DATA { GRAPH graph:council { ex:clerk_duties-1 scg:concerns comp:recordin } }

# expects: ex:clerk_duties-1 ex:clerk_duties-1
DELETE DATA { GRAPH graph:council { ex:clerk_duties-1 scg:concerns comp:recording } }

# expects: ex:clerk_duties-1 comp:care
INSERT DATA { GRAPH graph:council { ex:clerk_duties-1 scg:concerns comp:care } }

# expects: ex:clerk_duties-2
INSERT DATA { GRAPH graph:council { ex:officer scg:hasDuty ex:clerk_duties-2 } }

# expects: ex:officer_1
INSERT DATA { GRAPH graph:council { ex:clerk scg:hasLevel ex:officer_1 } }

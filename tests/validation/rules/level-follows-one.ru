# expects: ex:officer_2
INSERT DATA { GRAPH graph:council { ex:officer_2 scg:follows ex:clerk_a } }

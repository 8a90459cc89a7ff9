# expects: ex:officer_1 ex:officer_1
# expects: ex:officer_2 ex:officer_2
INSERT DATA { GRAPH graph:council { ex:officer_1 scg:follows ex:officer_2 } }

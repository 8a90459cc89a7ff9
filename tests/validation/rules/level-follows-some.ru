# expects: ex:officer_2 ex:officer_2
DELETE DATA { GRAPH graph:council { ex:officer_2 scg:follows ex:officer_1 } }

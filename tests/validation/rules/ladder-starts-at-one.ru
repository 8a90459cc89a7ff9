# expects: ex:officer ex:officer
DELETE DATA { GRAPH graph:council { ex:officer_1 scg:rank 1 } } ;
INSERT DATA { GRAPH graph:council { ex:officer_1 scg:rank 3 } }

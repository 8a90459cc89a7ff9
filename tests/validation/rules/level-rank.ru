# expects: ex:officer_2 2.5
DELETE DATA { GRAPH graph:council { ex:officer_2 scg:rank 2 } } ;
INSERT DATA { GRAPH graph:council { ex:officer_2 scg:rank 2.5 } }

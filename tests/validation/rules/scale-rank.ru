# expects: prof:working 0
INSERT DATA { GRAPH graph:vocabularies { prof:working scg:rank 0 } } ;
DELETE DATA { GRAPH graph:vocabularies { prof:working scg:rank 3 } }

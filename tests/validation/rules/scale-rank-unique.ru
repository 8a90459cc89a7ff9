# expects: prof:working prof:working
INSERT DATA { GRAPH graph:vocabularies { prof:working scg:rank 2 } }

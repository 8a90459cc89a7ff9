# expects: source:example -20
DELETE DATA { GRAPH graph:council { source:example scg:statementCount 20 } } ;
INSERT DATA { GRAPH graph:council { source:example scg:statementCount -20 } }

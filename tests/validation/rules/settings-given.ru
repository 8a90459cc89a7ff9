# expects: <https://w3id.org/scgraph/settings>
# expects: <https://w3id.org/scgraph/settings> "many"
DELETE WHERE { GRAPH graph:settings { ?settings scg:nearFrom ?share } } ;
DELETE WHERE { GRAPH graph:settings { ?settings scg:specialismStatements ?number } } ;
INSERT DATA { GRAPH graph:settings { <https://w3id.org/scgraph/settings> scg:specialismStatements "many" } }

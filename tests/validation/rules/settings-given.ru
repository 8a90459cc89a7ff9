# expects: <https://w3id.org/scgraph/settings>
DELETE WHERE { GRAPH graph:settings { ?settings scg:nearFrom ?share } }

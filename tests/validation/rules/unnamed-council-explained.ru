# expects: <https://w3id.org/scgraph/id/example> <https://w3id.org/scgraph/id/example>
DELETE DATA { GRAPH graph:council { <https://w3id.org/scgraph/id/example> rdfs:comment "The source does not name them."@en } }

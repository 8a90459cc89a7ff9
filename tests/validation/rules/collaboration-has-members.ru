# expects: <https://w3id.org/scgraph/id/example>
DELETE DATA { GRAPH graph:council { <https://w3id.org/scgraph/id/example> org:hasMember <https://w3id.org/scgraph/id/east> } }

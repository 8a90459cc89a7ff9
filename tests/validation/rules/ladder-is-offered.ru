# expects: ex:clerk
DELETE DATA { GRAPH graph:council { <https://w3id.org/scgraph/id/example> scg:offers ex:clerk } }

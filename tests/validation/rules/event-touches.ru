# expects: <https://w3id.org/scgraph/law/event/plan> <https://w3id.org/scgraph/law/event/plan>
DELETE DATA { GRAPH graph:vocabularies { <https://w3id.org/scgraph/law/event/plan> rdfs:comment "What it will touch is not known."@en } }

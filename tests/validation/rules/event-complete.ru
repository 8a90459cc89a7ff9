# expects: <https://w3id.org/scgraph/law/event/plan>
DELETE DATA { GRAPH graph:vocabularies { <https://w3id.org/scgraph/law/event/plan> scg:eventKind scg:Planned } }

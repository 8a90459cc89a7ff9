# expects: <https://w3id.org/scgraph/law/event/plan> comp:care
INSERT DATA { GRAPH graph:vocabularies { <https://w3id.org/scgraph/law/event/plan> scg:touches comp:care } }

# expects: <https://w3id.org/scgraph/grade/example/4>
DELETE DATA { GRAPH graph:council {
  <https://w3id.org/scgraph/grade/example/4> skos:inScheme <https://w3id.org/scgraph/grade/example> } } ;
INSERT DATA { GRAPH graph:council {
  <https://w3id.org/scgraph/grade/example/4> skos:inScheme <https://w3id.org/scgraph/competency/> } }

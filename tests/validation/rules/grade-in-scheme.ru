# expects: <https://w3id.org/scgraph/grade/example/4> <https://w3id.org/scgraph/competency/>
DELETE DATA { GRAPH graph:council {
  <https://w3id.org/scgraph/grade/example/4> skos:inScheme <https://w3id.org/scgraph/grade/example> } } ;
INSERT DATA { GRAPH graph:council {
  <https://w3id.org/scgraph/grade/example/4> skos:inScheme <https://w3id.org/scgraph/competency/> } }

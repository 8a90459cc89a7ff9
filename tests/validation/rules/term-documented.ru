# expects: scg:Novelty scg:Novelty
INSERT DATA { GRAPH graph:scgraph { scg:Novelty rdfs:isDefinedBy <https://w3id.org/scgraph/ontology> } }

# expects: comp:planning
DELETE DATA { GRAPH graph:vocabularies { comp:planning skos:inScheme <https://w3id.org/scgraph/competency/> } }

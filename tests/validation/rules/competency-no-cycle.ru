# expects: comp:planning comp:planning
# expects: comp:recording comp:recording
INSERT DATA { GRAPH graph:vocabularies { comp:planning skos:broader comp:recording } }

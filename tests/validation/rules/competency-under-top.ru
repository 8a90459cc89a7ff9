# expects: comp:planning comp:planning
# expects: comp:recording comp:recording
DELETE DATA { GRAPH graph:vocabularies { comp:planning skos:broader comp:care } }

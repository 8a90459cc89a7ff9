# expects: comp:recording comp:recording
INSERT DATA { GRAPH graph:vocabularies { comp:recording skos:prefLabel "Planning"@en } }

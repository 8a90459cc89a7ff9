# expects: comp:resting comp:resting
INSERT DATA { GRAPH graph:vocabularies { comp:resting a scg:Competency ; skos:broader comp:care } }

# expects: source:example
DELETE DATA { GRAPH graph:council { source:example dcterms:identifier "000.txt" } }

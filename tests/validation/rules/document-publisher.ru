# expects: source:example id:exmple
# expects: source:other "Example"
INSERT DATA { GRAPH graph:council {
  source:example dcterms:publisher id:exmple .
  source:other a foaf:Document ; dcterms:publisher "Example" } }

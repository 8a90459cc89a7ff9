# expects: source:example "30/02/2023"
# expects: source:example id:east
INSERT DATA { GRAPH graph:council { source:example dcterms:issued "30/02/2023" , "2023-02"^^xsd:gYearMonth ; dcterms:modified id:east } }

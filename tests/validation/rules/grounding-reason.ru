# expects: <https://w3id.org/scgraph/grounding/assessing_section-9>
DELETE DATA { GRAPH graph:vocabularies { <https://w3id.org/scgraph/grounding/assessing_section-9> scg:reason "The duty to assess."@en } }

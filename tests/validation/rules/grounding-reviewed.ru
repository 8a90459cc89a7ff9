# expects: <https://w3id.org/scgraph/grounding/assessing_section-9>
DELETE DATA { GRAPH graph:vocabularies { <https://w3id.org/scgraph/grounding/assessing_section-9> scg:reviewedOn "2026-11-22"^^<http://www.w3.org/2001/XMLSchema#date> } }

# expects: <https://w3id.org/scgraph/grounding/amhp_act-2005>
DELETE DATA { GRAPH graph:vocabularies { <https://w3id.org/scgraph/grounding/amhp_act-2005> scg:groundedOn <http://www.legislation.gov.uk/id/ukpga/2005/9> } }

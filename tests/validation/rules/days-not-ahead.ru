# expects: <https://w3id.org/scgraph/law/event/plan> "2999-01-01"^^<http://www.w3.org/2001/XMLSchema#date>
# expects: <http://www.legislation.gov.uk/id/ukpga/2014/23/section/9> "2999-01-02"^^<http://www.w3.org/2001/XMLSchema#date>
INSERT DATA { GRAPH graph:vocabularies {
  <https://w3id.org/scgraph/law/event/plan> scg:checkedOn "2999-01-01"^^<http://www.w3.org/2001/XMLSchema#date> .
  <http://www.legislation.gov.uk/id/ukpga/2014/23/section/9> scg:statusReadOn "2999-01-02"^^<http://www.w3.org/2001/XMLSchema#date> } }

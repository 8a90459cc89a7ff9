# expects: <https://w3id.org/scgraph/law/event/plan> "2026-11-01"^^<http://www.w3.org/2001/XMLSchema#date>
# expects: <https://w3id.org/scgraph/law/event/repeal> "2027-07-01"^^<http://www.w3.org/2001/XMLSchema#date>
INSERT DATA { GRAPH graph:vocabularies { <https://w3id.org/scgraph/law/event/plan> scg:takesEffect "2026-11-01"^^<http://www.w3.org/2001/XMLSchema#date> } } ;
DELETE DATA { GRAPH graph:vocabularies { <https://w3id.org/scgraph/law/event/repeal> scg:takesEffect "2022-07-01"^^<http://www.w3.org/2001/XMLSchema#date> } } ;
INSERT DATA { GRAPH graph:vocabularies { <https://w3id.org/scgraph/law/event/repeal> scg:takesEffect "2027-07-01"^^<http://www.w3.org/2001/XMLSchema#date> } }

# expects: <https://w3id.org/scgraph/law/event/repeal> <http://www.legislation.gov.uk/id/ukpga/2014/23/schedule/3>
DELETE DATA { GRAPH graph:vocabularies { <http://www.legislation.gov.uk/id/ukpga/2014/23/schedule/3> eli:in_force eli:InForce-notInForce ; eli:date_no_longer_in_force "2022-07-01"^^<http://www.w3.org/2001/XMLSchema#date> } } ;
INSERT DATA { GRAPH graph:vocabularies { <http://www.legislation.gov.uk/id/ukpga/2014/23/schedule/3> eli:in_force eli:InForce-inForce } }

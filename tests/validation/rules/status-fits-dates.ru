# expects: <http://www.legislation.gov.uk/id/ukpga/2014/23> "2027-04-01"^^<http://www.w3.org/2001/XMLSchema#date>
# expects: <http://www.legislation.gov.uk/id/ukpga/2014/23/section/9> "2022-07-01"^^<http://www.w3.org/2001/XMLSchema#date>
DELETE DATA { GRAPH graph:vocabularies { <http://www.legislation.gov.uk/id/ukpga/2014/23> eli:first_date_entry_in_force "2015-04-01"^^<http://www.w3.org/2001/XMLSchema#date> } } ;
INSERT DATA { GRAPH graph:vocabularies { <http://www.legislation.gov.uk/id/ukpga/2014/23> eli:first_date_entry_in_force "2027-04-01"^^<http://www.w3.org/2001/XMLSchema#date> . <http://www.legislation.gov.uk/id/ukpga/2014/23/section/9> eli:date_no_longer_in_force "2022-07-01"^^<http://www.w3.org/2001/XMLSchema#date> } }

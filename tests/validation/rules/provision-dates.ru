# expects: <http://www.legislation.gov.uk/id/ukpga/2005/9> "2005"
INSERT DATA { GRAPH graph:vocabularies { <http://www.legislation.gov.uk/id/ukpga/2005/9> eli:date_document "2005" } }

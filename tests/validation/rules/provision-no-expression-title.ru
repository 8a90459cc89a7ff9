# expects: <http://www.legislation.gov.uk/id/ukpga/2005/9>
INSERT DATA { GRAPH graph:vocabularies { <http://www.legislation.gov.uk/id/ukpga/2005/9> eli:title "An Act"@en } }

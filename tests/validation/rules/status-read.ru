# expects: <http://www.legislation.gov.uk/id/ukpga/2014/23/section/9> <http://www.legislation.gov.uk/id/ukpga/2014/23/section/9>
# expects: <http://www.legislation.gov.uk/id/ukpga/2005/9> <http://www.legislation.gov.uk/id/ukpga/2005/9>
DELETE DATA { GRAPH graph:vocabularies { <http://www.legislation.gov.uk/id/ukpga/2014/23/section/9> scg:statusReadAt "an order of 2015"@en } } ;
INSERT DATA { GRAPH graph:vocabularies { <http://www.legislation.gov.uk/id/ukpga/2005/9> scg:statusReadAt "somewhere"@en } }

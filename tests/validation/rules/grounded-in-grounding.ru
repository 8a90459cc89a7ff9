# expects: comp:planning <http://www.legislation.gov.uk/id/ukpga/2014/23/section/9>
INSERT DATA { GRAPH graph:vocabularies { comp:planning scg:groundedIn <http://www.legislation.gov.uk/id/ukpga/2014/23/section/9> } }

# expects: <http://www.legislation.gov.uk/id/ukpga/2014/23/section/9> <http://www.legislation.gov.uk/id/ukpga/2014/23/section/9>
INSERT DATA { GRAPH graph:vocabularies {
  <http://www.legislation.gov.uk/id/ukpga/2014/23/section/9> eli:id_local "ukpga/2014/23/section/10" } }

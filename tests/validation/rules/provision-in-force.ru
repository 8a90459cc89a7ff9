# expects: <http://www.legislation.gov.uk/id/ukpga/2005/9> <http://www.legislation.gov.uk/id/ukpga/2005/9>
DELETE DATA { GRAPH graph:vocabularies {
  <http://www.legislation.gov.uk/id/ukpga/2005/9> eli:in_force scg:NotChecked } }

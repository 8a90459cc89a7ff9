# expects: <http://www.legislation.gov.uk/id/ukpga/2005/9>
DELETE DATA { GRAPH graph:vocabularies {
  <http://www.legislation.gov.uk/id/ukpga/2005/9> eli:in_force eli:InForce-inForce } }

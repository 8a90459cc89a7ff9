# expects: <http://www.legislation.gov.uk/id/ukpga/2014/23/section/9>
DELETE DATA { GRAPH graph:vocabularies {
  <http://www.legislation.gov.uk/id/ukpga/2014/23/section/9> eli:is_part_of <http://www.legislation.gov.uk/id/ukpga/2014/23> } }

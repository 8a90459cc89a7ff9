# expects: <https://www.legislation.gov.uk/id/ukpga/2014/23/section/10> <https://www.legislation.gov.uk/id/ukpga/2014/23/section/10>
INSERT DATA { GRAPH graph:vocabularies {
  <https://www.legislation.gov.uk/id/ukpga/2014/23/section/10> a eli:LegalResourceSubdivision } }

# expects: <http://www.legislation.gov.uk/id/ukpga/2014/23/section/10>
INSERT DATA { GRAPH graph:vocabularies {
  <http://www.legislation.gov.uk/id/ukpga/2014/23/section/10> a eli:LegalResourceSubdivision ;
    eli:is_part_of <http://www.legislation.gov.uk/id/ukpga/2014/23/section/10> } }

# expects: grounding:assessing_section-9 <http://www.legislation.gov.uk/id/ukpga/2014/23/section/9>
DELETE DATA { GRAPH graph:vocabularies {
  <http://www.legislation.gov.uk/id/ukpga/2014/23/section/9> eli:in_force eli:InForce-inForce } } ;
INSERT DATA { GRAPH graph:vocabularies {
  <http://www.legislation.gov.uk/id/ukpga/2014/23/section/9> eli:in_force eli:InForce-notInForce } }

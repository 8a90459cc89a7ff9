# expects: <http://www.legislation.gov.uk/id/ukpga/2005/9> <http://www.legislation.gov.uk/id/ukpga/2005/9>
DELETE DATA { GRAPH graph:vocabularies {
  <http://www.legislation.gov.uk/id/ukpga/2005/9> dcterms:title "Mental Capacity Act 2005"@en } }

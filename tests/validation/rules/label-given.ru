# expects: ex:clerk_duties-1
# expects: ex:clerk_duties-2
# expects: ex:clerk_purpose-1
# expects: ex:officer_2_qualifications-1_option-1
# expects: ex:officer_2_qualifications-1_option-2
DELETE DATA { GRAPH graph:council {
  ex:clerk_duties-1 skos:prefLabel "Writes records"@en .
  ex:clerk_purpose-1 skos:prefLabel "Keeps the records"@en .
  ex:officer_2_qualifications-1_option-1 skos:prefLabel "Level 3 diploma"@en } } ;
INSERT DATA { GRAPH graph:council {
  ex:clerk_duties-2 skos:prefLabel "Leads on the files"@en-GB .
  ex:officer_2_qualifications-1_option-2 skos:prefLabel "A year below"@en .
  # A label in Welsh may stand beside the one in English, not in its place.
  ex:officer_2 skos:prefLabel "Swyddog 2"@cy .
  ex:clerk_purpose-1 skos:prefLabel "Cadw'r cofnodion"@cy } }

# expects: ex:clerk_duties-1 "Writing"
# expects: ex:clerk_duties-2 "Leads without a language"
# expects: ex:clerk_purpose-1 "Cadw'r cofnodion."@cy
DELETE DATA { GRAPH graph:council { ex:clerk_purpose-1 skos:definition "Keeps the records."@en } } ;
INSERT DATA { GRAPH graph:council {
  ex:clerk_duties-1 skos:altLabel "Writing" .
  ex:clerk_duties-2 skos:prefLabel "Leads without a language" .
  ex:clerk_purpose-1 skos:definition "Cadw'r cofnodion."@cy .
  # A label may be in Welsh.
  ex:officer_2 skos:prefLabel "Swyddog 2"@cy } }

# expects: ex:clerk_duties-1
# expects: ex:officer_2
INSERT DATA { GRAPH graph:council {
  ex:clerk_duties-1 skos:prefLabel "Ysgrifennu cofnodion"@cy , "Cadw cofnodion"@cy .
  ex:officer_2 skos:prefLabel "The second officer"@en .
  # One in each of three languages is as it should be.
  ex:clerk_purpose-1 skos:prefLabel "Cadw'r cofnodion"@cy , "Prowadzi dokumenty"@pl } }

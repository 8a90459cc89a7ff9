# expects: ex:clerk_duties-1 scg:Perhaps
# expects: ex:clerk_purpose-1 scg:Alternative
# expects: ex:clerk_duties-2
INSERT DATA { GRAPH graph:council {
  ex:clerk_duties-1 scg:modality scg:Perhaps .
  ex:clerk_purpose-1 scg:modality scg:Alternative .
  ex:clerk_duties-2 scg:modality scg:Desirable .
  ex:clerk_values-1 scg:modality scg:Example } }

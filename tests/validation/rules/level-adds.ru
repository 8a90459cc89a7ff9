# expects: ex:clerk_c ex:clerk_c
INSERT DATA { GRAPH graph:council {
  ex:clerk scg:hasLevel ex:clerk_c .
  ex:clerk_c a scg:Level ; skos:prefLabel "Clerk, Level C"@en ; scg:rank 3 ; scg:addsTo ex:clerk_b } }

# expects: ex:clerk_duties-1 "Clerk / - / Duties / 2"
# expects: ex:officer_1 "Officer 2"@en
INSERT DATA { GRAPH graph:council {
  ex:clerk_duties-1 scg:locator "Clerk / - / Duties / 2" ; skos:definition "Leads on records."@en .
  ex:officer_1 scg:rank 2 ; skos:prefLabel "Officer 2"@en .
  ex:clerk_duties-2 scg:locator "Clerk / - / Duties / 9" .
  ex:officer_2 skos:prefLabel "Swyddog 2"@cy ; scg:rank 3 } }

# expects: ex:clerk_a_qualifications-1
# expects: ex:clerk_introduction-1
# expects: ex:officer_1_registration-1
INSERT DATA { GRAPH graph:council {
  ex:clerk_introduction-1 scg:proficiency prof:working .
  ex:clerk_a_qualifications-1 scg:concernsAtWorking comp:recording .
  ex:officer_1_registration-1 scg:concernsAtLeading comp:assessing } }

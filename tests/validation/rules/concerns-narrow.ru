# expects: ex:clerk_duties-1 comp:care
# expects: ex:officer_2_qualifications-1_option-1 comp:care
INSERT DATA { GRAPH graph:council {
  ex:clerk_duties-1 scg:concerns comp:care .
  ex:officer_2_qualifications-1_option-1 scg:concernsAtWorking comp:care } }

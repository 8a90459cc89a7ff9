# expects: ex:clerk_duties-1 comp:recordin
# expects: ex:clerk_duties-2 comp:plannin
# expects: ex:officer_2_qualifications-1_option-1 comp:recordin
# expects: ex:officer_2_qualifications-1 ex:officer_2_qualifications-1_option-3
INSERT DATA { GRAPH graph:council {
  ex:clerk_duties-1 scg:concerns comp:recordin .
  ex:clerk_duties-2 scg:concernsAtWorking comp:plannin .
  ex:officer_2_qualifications-1_option-1 scg:concerns comp:recordin .
  ex:officer_2_qualifications-1 scg:oneOf ex:officer_2_qualifications-1_option-3 } }

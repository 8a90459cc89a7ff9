# expects: ex:clerk_duties-1 ex:clerk_duties-1
# expects: ex:clerk_a ex:clerk_a
# expects: ex:clerk_b ex:clerk_b
# expects: ex:officer_2_qualifications-1_option-2 ex:officer_2_qualifications-1_option-2
INSERT DATA { GRAPH graph:council {
  ex:clerk_duties-1 scg:atGrade <https://w3id.org/scgraph/grade/example/4> .
  ex:clerk_a scg:proficiency prof:working .
  ex:clerk_b scg:concernsAtLeading comp:recording .
  ex:officer_2_qualifications-1_option-2 scg:asksQualification qual:rqf-3 } }

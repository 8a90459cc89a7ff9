# expects: ex:clerk_a_knowledge-1 ex:clerk_a_knowledge-1
# expects: ex:officer_2_option-3 ex:officer_2_option-3
DELETE DATA { GRAPH graph:council { ex:clerk_a scg:requires ex:clerk_a_knowledge-1 } } ;
INSERT DATA { GRAPH graph:council {
  ex:clerk_b scg:requires ex:clerk_a_knowledge-1 .
  ex:officer_2_qualifications-1 scg:oneOf ex:officer_2_option-3 .
  ex:officer_2_option-3 a scg:Option } }

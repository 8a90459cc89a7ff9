# expects: ex:officer_2_experience-1 ex:officer_2_experience-1
# expects: ex:officer_2_qualifications-1_option-2 ex:officer_2_qualifications-1_option-2
DELETE DATA { GRAPH graph:council {
  ex:officer_2_experience-1 scg:experienceAt ex:officer_1 .
  ex:officer_2_qualifications-1_option-2 scg:experienceAt ex:officer_1 } } ;
INSERT DATA { GRAPH graph:council {
  ex:officer_2_experience-1 scg:experienceAt ex:officer_2 .
  ex:officer_2_qualifications-1_option-2 scg:experienceAt ex:officer_2 } }
